import { expect } from "chai";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { forwardedGet } from "../support/forwarded";
import { cluster, lab } from "../support/lab";
import { eventually, holds, inLab, outsideMesh, pods } from "../support/lab-parts";

const both = ["west", "east"] as const;
const istiodOf = async (name: "west" | "east") => {
  const client = clientOf(cluster(name).kubeconfig);
  const found = await pods(client, "istio-system", "app=istiod,istio=pilot,istio.io/rev=default");
  expect(found).to.have.length(1);
  const istiod = found[0] as (typeof found)[0];
  return { client, istiod, pod: `istio-system/${istiod.metadata.name}` };
};

describe("the lab's kubelets", () => {
  it("show each istiod as a Ready pod on the node, reached at any of its ports", async () => {
    for (const name of both) {
      const { client, istiod, pod } = await istiodOf(name);
      expect(istiod.status).to.include({ phase: "Running", podIP: istiod.status.hostIP });
      expect(holds(istiod, "Ready")).to.equal(true);
      expect(istiod.spec.nodeName).to.equal(`${name}-node`);
      const { status } = await forwardedGet(client, { pod, port: 8080, path: "/ready" });
      expect(status).to.equal(200);
    }
  });

  it("let every istiod tell through the API server alone what each proxy acknowledged", async () => {
    for (const name of both) {
      const { client, pod } = await istiodOf(name);
      await eventually(`${name}'s gateway in /debug/syncz`, async () => {
        const { body } = await forwardedGet(client, { pod, port: 15014, path: "/debug/syncz" });
        const proxies = (JSON.parse(body) as { proxy: string }[]).map(({ proxy }) => proxy);
        return proxies.some((proxy) => /^istio-ingressgateway-.*istio-system$/.test(proxy));
      });
    }
  });

  it("are the only way: istiod answers others with 401, and so does the kubelet", async () => {
    const { istiod } = await istiodOf("west");
    const address = istiod.status.podIP as string;
    const plain = await outsideMesh(lab().folder, `${address}:15014/debug/syncz`);
    expect(plain.output).to.match(/^401/);
    const script = `
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
      fetch("https://${address}:10250/portForward/istio-system/${istiod.metadata.name}?port=15014")
        .then(async (answer) => console.log(answer.status, await answer.text()));`;
    const asked = await inLab(lab().folder, [process.execPath, "-e", script]);
    expect(asked.output).to.match(/^401 Unauthorized/);
  });

  it("forward to the loopback of any pod, and say why where nobody listens", async () => {
    const client = clientOf(cluster("east").kubeconfig);
    const [gateway] = await pods(client, "istio-system", "istio=ingressgateway");
    const pod = `istio-system/${gateway?.metadata.name}`;
    // Envoy's admin port listens on the pod's loopback alone.
    const { body } = await forwardedGet(client, { pod, port: 15000, path: "/ready" });
    expect(body).to.equal("LIVE\n");
    const refused = forwardedGet(client, { pod, port: 15999, path: "/" });
    expect(await refused.catch((error: Error) => error.message)).to.match(
      /^error forwarding port 15999 to pod istio-system\/istio-ingressgateway-.*: connect ECONNREFUSED 127\.0\.0\.1:15999$/,
    );
  });
});
