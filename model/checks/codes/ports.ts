// The codes of mistakes in the ports of services, and in the containers behind them.
import type { CodeInfo } from "./info";

/** GR170 to GR179: mistakes in ports and containers. */
export const portCodes = {
  GR170: {
    title: "A service says its ports in no way, or in two ways",
    like: [],
    help: "The Service would have no port, or nobody could tell which of the two forms holds.",
  },
  GR171: {
    title: "Two ports of a service have one name or number",
    like: [],
    help: "An API server refuses such a Service.",
  },
  GR172: {
    title: "A port is named that the service does not have",
    like: ["KIA1105", "IST0101"],
    help: "No request would ever come to the port.",
  },
  GR173: {
    title: "A Service names a port that no container has",
    like: ["KIA0701"],
    help: "The Service would have no endpoints on the port, so the pods would get no requests.",
  },
  GR174: {
    title: "A container of a pod has no image",
    like: [],
    help: "An API server refuses such a Deployment.",
  },
  GR175: {
    title:
      "The gateway leads by path or shared host to a service that has a port for connections, too",
    like: [],
    help: "A root VirtualService can delegate requests, and no connections: so the weights would not split those.",
  },
  GR176: {
    title: "A port for connections follows the weights alone",
    like: [],
    help: "Istio can't look into the bytes of a connection, so what chooses by requests holds on the other ports of the service.",
    severity: "info",
  },
} as const satisfies Record<string, CodeInfo>;
