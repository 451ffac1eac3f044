import { expect } from "chai";
import { expand, podParts, resolveEnv, type Container, type Pod } from "../../../lab/pods/pod-spec";

const app: Container = { name: "app", image: "app:1" };
const proxy: Container = { name: "istio-proxy", image: "proxy" };
const init: Container = { name: "istio-init", image: "proxy" };

function pod(containers: Container[], initContainers: Container[] = []): Pod {
  return {
    metadata: { name: "p", namespace: "n", uid: "u", labels: { app: "x" } },
    spec: { containers, initContainers, serviceAccountName: "sa", nodeName: "node" },
    status: { podIP: "10.244.1.1", hostIP: "10.244.0.10" },
  };
}

describe("the containers of a pod", () => {
  it("are apps alone in a pod that was not injected", () => {
    expect(podParts(pod([app]))).to.deep.equal({ nativeSidecar: false, apps: [app] });
  });

  it("contain a sidecar beside the apps, or among the init containers", () => {
    const beside = podParts(pod([proxy, app], [init]));
    expect(beside).to.deep.equal({ proxy, init, nativeSidecar: false, apps: [app] });
    const native = podParts(pod([app], [init, proxy]));
    expect(native).to.deep.equal({ proxy, init, nativeSidecar: true, apps: [app] });
  });
});

describe("a container's environment", () => {
  it("resolves references to the pod, to limits and to earlier variables", () => {
    const container: Container = {
      ...app,
      resources: { limits: { cpu: "1500m", memory: "1Gi" } },
      env: [
        { name: "PLAIN", value: "v" },
        { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
        { name: "LABEL", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
        { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory" } } },
        { name: "BOTH", value: "$(NAME).$(PLAIN).$(UNKNOWN)" },
      ],
    };
    expect(resolveEnv(pod([container]), container)).to.deep.equal({
      PLAIN: "v",
      NAME: "p",
      IP: "10.244.1.1",
      LABEL: "x",
      CPU: "2",
      MEMORY: "1073741824",
      BOTH: "p.v.$(UNKNOWN)",
    });
  });

  it("leaves unknown names in a command line as they are", () => {
    expect(expand("--domain=$(NS).svc $(X)", { NS: "n" })).to.equal("--domain=n.svc $(X)");
  });
});
