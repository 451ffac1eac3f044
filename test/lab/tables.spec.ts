import { resolve } from "node:path";
import { expect } from "chai";
import { statusText } from "../../lab/tables";
import type { LabCluster } from "../../lab/types";

const west: LabCluster = {
  name: "west",
  role: "primary",
  apiServer: "https://127.0.0.1:16443",
  kubeconfig: resolve(".lab/west.kubeconfig"),
  gateway: "http://127.0.0.1:30080",
  secureGateway: "https://127.0.0.1:30443",
  tcpGateway: "127.0.0.1:31400",
  prometheusUrl: "http://127.0.0.1:19090",
};

describe("the clusters of a lab as text", () => {
  it("have each fact in a line that a terminal of 80 columns can show", () => {
    const older = { tcpGateway: "", prometheusUrl: "" };
    const east = { ...west, name: "east", role: "remote" as const, ...older };
    const text = statusText({ state: "running", folder: ".lab", clusters: [west, east] });
    expect(text.split("\n")).to.deep.equal([
      "west (primary)",
      "  API server  https://127.0.0.1:16443",
      "  kubeconfig  .lab/west.kubeconfig",
      "  gateway     http://127.0.0.1:30080  https://127.0.0.1:30443  127.0.0.1:31400",
      "  Prometheus  http://127.0.0.1:19090  (while metrics are on)",
      "east (remote)",
      "  API server  https://127.0.0.1:16443",
      "  kubeconfig  .lab/west.kubeconfig",
      "  gateway     http://127.0.0.1:30080  https://127.0.0.1:30443",
    ]);
  });

  it("have a kubeconfig elsewhere by its whole path", () => {
    const away = { ...west, kubeconfig: "/lab/west.kubeconfig" };
    const text = statusText({ state: "running", folder: "/lab", clusters: [away] });
    expect(text).to.contain("  kubeconfig  /lab/west.kubeconfig\n");
  });
});
