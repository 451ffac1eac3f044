import { expect } from "chai";
import type { AppAnswer } from "../../../lab/apps/app-server";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../../lab/lab";
import { sendRequests } from "../../../lab/load/load";
import { isNear, measure, type Measured } from "../../../lab/load/measure";
import { analyze } from "../support/analyze";
import { cluster, lab } from "../support/lab";
import { eventually, outsideMesh, pods } from "../support/lab-parts";
import { objects } from "../support/objects";
import { previewSteps, Project } from "../support/project";

type Weights = Readonly<Record<string, number>>;

const prodHost = { host: "hello.prod.example" };

describe("a gray release over two clusters", () => {
  let project: Project;
  const untouched: Record<string, string[]> = {};

  before(async () => {
    project = new Project();
    for (const one of lab().clusters) untouched[one.name] = await ofBothEnvironments(one);
    await project.init("dev");
    await project.up("dev");
  });

  after(() => project.remove());

  it("runs v1 only in west and v2 only in east, with the mesh's rules in both", async () => {
    const rules = [
      "DestinationRule gray-demo/helloworld-v1",
      "DestinationRule gray-demo/helloworld-v2",
      "Gateway gray-demo/gray-demo-gateway",
      "Namespace gray-demo",
      "PeerAuthentication gray-demo/default",
      "Service gray-demo/helloworld",
      "VirtualService gray-demo/gray-demo-vs",
    ];
    const west = await objects(cluster("west"), "gray-demo");
    const east = await objects(cluster("east"), "gray-demo");
    expect(west).to.deep.equal(["Deployment gray-demo/helloworld-v1", ...rules].sort());
    expect(east).to.deep.equal(["Deployment gray-demo/helloworld-v2", ...rules].sort());
  });

  it("splits the requests of both gateways 80/20, and v1 answers from west, v2 from east", async () => {
    const shares = await sharesOfBoth({ v1: 80, v2: 20 });
    expect(shares.filter((share) => !isNear(share))).to.deep.equal([]);
    expect(answerers(shares)).to.deep.equal({ v1: ["west"], v2: ["east"] });
  });

  it("lets nobody in who speaks plain text: only the gateway's identity reaches the versions", async () => {
    for (const [name, version] of [
      ["west", "v1"],
      ["east", "v2"],
    ] as const) {
      const client = clientOf(cluster(name).kubeconfig);
      const [pod] = await pods(client, "gray-demo", `version=${version}`);
      const refused = await outsideMesh(lab().folder, `${pod?.status.podIP}:5000/hello`);
      expect(refused.output, name).to.contain("refused: ECONNRESET");
      const answer: unknown = await (await fetch(`${cluster(name).gateway}/hello`)).json();
      expect((answer as AppAnswer).caller).to.equal(
        "spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway",
      );
    }
  });

  it("tells phase, weights, placement and reachable endpoints as outputs", async () => {
    const outputs = await project.outputs("dev");
    const weights = { helloworld: { v1: 80, v2: 20 } };
    expect(outputs.phase).to.equal("gray");
    expect(outputs.weights).to.deep.equal({ west: weights, east: weights });
    expect(outputs.versions).to.deep.equal({ helloworld: { v1: ["west"], v2: ["east"] } });
    expect(outputs.endpoints).to.deep.equal({
      west: cluster("west").gateway,
      east: cluster("east").gateway,
    });
  });

  it("changes nothing when it is run again without a change", async () => {
    const { output } = await project.up("dev");
    expect(output).to.match(/Resources:\n\s+\d+ unchanged/);
    expect(await previewSteps(project, "dev")).to.deep.equal([]);
  });

  it("previews a weight change as one VirtualService update in each cluster, and splits 50/50 after the update", async () => {
    for (const version of ["v1", "v2"])
      await project.run(
        ...["config", "set", "--stack", "dev", "--path"],
        ...[`gray-release:weights.helloworld.${version}`, "50"],
      );
    expect(await previewSteps(project, "dev")).to.deep.equal([
      "update kubernetes:networking.istio.io/v1:VirtualService helloworld-east-helloworld-virtualservice",
      "update kubernetes:networking.istio.io/v1:VirtualService helloworld-west-helloworld-virtualservice",
    ]);
    const { output } = await project.run("preview", "--diff", "--stack", "dev");
    expect(output.match(/~ weight: 80 => 50/g)).to.have.length(2);
    expect(output.match(/~ weight: 20 => 50/g)).to.have.length(2);
    await project.up("dev");
    const shares = await sharesOfBoth({ v1: 50, v2: 50 });
    expect(shares.filter((share) => !isNear(share))).to.deep.equal([]);
  });

  it("runs a second environment beside the first without touching it", async () => {
    const { weights } = await project.outputs("dev");
    const first = (weights as { west: { helloworld: Weights } }).west.helloworld;
    await project.init("prod");
    await project.up("prod");
    const prod = await sharesOfBoth({ v1: 95, v2: 5 }, prodHost);
    expect(prod.filter((share) => !isNear(share))).to.deep.equal([]);
    const dev = await sharesOf([cluster("west")], first);
    expect(dev.filter((share) => !isNear(share))).to.deep.equal([]);
    const preview = await project.run("preview", "--refresh", "--expect-no-changes", "-s", "dev");
    expect(preview.output).to.match(/\d+ unchanged/);
  });

  it("gives istioctl analyze nothing to warn of, in both environments", async () => {
    expect(await analyze("gray-demo", "gray-prod")).to.deep.equal([]);
  });

  it("leaves both clusters as they were when it is destroyed", async () => {
    await project.run("destroy", "--yes", "--skip-preview", "--stack", "prod");
    await project.run("destroy", "--yes", "--skip-preview", "--stack", "dev");
    for (const one of lab().clusters)
      expect(await ofBothEnvironments(one), one.name).to.deep.equal(untouched[one.name]);
  });
});

/** The cluster's objects that carry the name of one of the two environments, or are in no namespace of a release. */
async function ofBothEnvironments(one: LabCluster): Promise<string[]> {
  return (await objects(one)).filter((object) => /gray-(demo|prod)| default\//.test(object));
}

/** The shares through both gateways. */
function sharesOfBoth(weights: Weights, headers: Record<string, string> = {}): Promise<Measured[]> {
  return sharesOf(lab().clusters, weights, headers);
}

async function sharesOf(
  clusters: readonly LabCluster[],
  weights: Weights,
  headers: Record<string, string> = {},
): Promise<Measured[]> {
  const measured = [];
  for (const { name, gateway } of clusters) {
    const url = `${gateway}/hello`;
    // An update ends when the proxies took the routes; only their first answers are waited for.
    await eventually(`answers through ${name}`, async () => {
      const { failed } = await sendRequests({ url, headers, count: 20 });
      return failed === 0;
    });
    measured.push(await measure(name, url, weights, headers));
  }
  expect(measured.map(({ failed }) => failed)).to.deep.equal(measured.map(() => 0));
  return measured.flatMap(({ shares }) => shares);
}

/** Where each version answered, over all gateways; the gateways must agree. */
function answerers(shares: readonly Measured[]): Record<string, readonly string[]> {
  return Object.fromEntries(shares.map(({ version, answeredIn }) => [version, answeredIn]));
}
