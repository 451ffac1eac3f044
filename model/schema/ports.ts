// The schemas of the ports of a service.
import type { PortSpec } from "../release/release";
import { containerPort, listOf, named, oneOf, port, portName } from "./common";
import { optional, required, typed, type Schema } from "./note";
import { object } from "./objects";

const protocol = typed(
  "Protocol",
  "The protocol of a service; Istio reads it from the name of the port.",
  oneOf("http", "http2", "grpc", "tcp"),
);

const servicePort: Schema<PortSpec> = typed(
  "PortSpec",
  "One of several ports of a service. All ports of a service follow the same weights.",
  object({
    name: required(
      portName,
      "Name of the Service's port; routes, `expose` and probes may name it. If the name does not begin with the protocol, the Service's field `appProtocol` tells Istio the protocol. The container's port has the same name if it has at most 15 characters. A DNS label.",
      { example: "grpc" },
    ),
    port: required(port, "Port of the Service, 1 to 65535.", { example: 9000 }),
    protocol: optional(protocol, "The protocol of the port.", {
      otherwise: "the one with which the name begins, else http",
      example: "grpc",
    }),
    targetPort: optional(
      containerPort,
      "Port of the container: its number, or the name of a port that `pod` declares.",
      { otherwise: "the Service's port", example: 9090 },
    ),
  }),
);

/** The keys of a service that say its ports: those of the short form, and `ports`. */
export const portFields = {
  port: optional(
    port,
    "Port of the Service, 1 to 65535. Each service has this key or `ports`, and not both.",
    { example: 80 },
  ),
  ports: optional(
    listOf(servicePort, "a list of ports"),
    "The ports of a service that has several, in place of `port`, `protocol`, `targetPort` and `portName`.",
    {
      example: [
        { name: "http", port: 8080 },
        { name: "grpc", port: 9000 },
      ],
    },
  ),
  protocol: optional(
    protocol,
    "The protocol of the service; Istio reads it from the name of the port.",
    { default: "http" },
  ),
  targetPort: optional(
    containerPort,
    "Port of the container: its number, 1 to 65535, or the name of a port that `pod` declares.",
    { otherwise: "the Service's port", example: 8080 },
  ),
  portName: optional(
    named(
      /^(http|http2|grpc|tcp)(-[a-z0-9]([-a-z0-9]{0,55}[a-z0-9])?)?$/,
      "the protocol, or the protocol, '-' and a suffix of lower-case letters, digits and '-'",
    ),
    "Name of the Service's port. It begins with the protocol, because Istio reads the protocol from it (https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/).",
    { otherwise: "<protocol>-<port>", example: "http-web" },
  ),
};
