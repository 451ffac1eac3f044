import { expect } from "chai";
import { foreignRefusal } from "../../../operations/foreign/run";
import { FakeClock, Lines } from "../../support/ports";
import { clusterAt, install, reachFakes, stopAll, type FakeCluster } from "../../support/reached";
import { east, west } from "../../support/releases";
import { everything, httpRoute, shop, virtualService } from "./support";

const other = virtualService({
  hosts: ["shop.example"],
  gateways: ["gray-demo/edge"],
  http: everything,
});

describe("the look for what stands in the way of a release, in all clusters", () => {
  let clusters: FakeCluster[];
  let lines: Lines;

  beforeEach(async () => {
    clusters = await reachFakes(shop(), west, east);
    lines = new Lines();
  });

  afterEach(() => stopAll(clusters));

  const look = () => foreignRefusal(clusters, { reporter: lines, clock: new FakeClock() });

  it("finds nothing beside a release alone", async () => {
    for (const cluster of clusters) install(cluster);
    expect(await look()).to.equal(undefined);
    expect(lines.warnings).to.deep.equal([]);
  });

  it("refuses once for all clusters that have an object in the way", async () => {
    for (const { api } of clusters) api.put(other);
    expect(await look()).to.equal(
      "1 object of other owners stands in the way of this release. The update changed nothing.\n\n" +
        "1. VirtualService others/other in west and east  [GR362: A VirtualService of another owner takes the requests for a host]\n" +
        "   found: it has shop.example at gateway gray-demo/edge, too: Istio tries its routes first, so it takes requests that VirtualService gray-demo/hello should route\n" +
        "   fix:   take the host out of VirtualService others/other, or out of the release; npx gray adopt --take-over marks a VirtualService that the release replaces\n\n" +
        'To go on in spite of it: gray-release:accept in the stack file (accept of GrayRelease in your own program), with "VirtualService others/other".\n',
    );
  });

  it("warns of an object that the stack accepts, and still refuses another one", async () => {
    const accept = ["VirtualService others/other"];
    const again = () =>
      foreignRefusal(clusters, { reporter: lines, clock: new FakeClock(), accept });
    clusterAt(clusters, 0).api.put(other);
    expect(await again()).to.equal(undefined);
    expect(lines.warnings[0]).to.match(/^VirtualService others\/other in west \[GR362\]: /);
    clusterAt(clusters, 0).api.put({ ...other, metadata: { name: "more", namespace: "others" } });
    expect(await again()).to.match(/^1 object .*VirtualService others\/more in west/s);
  });

  it("warns of what harms no request of the release", async () => {
    const spec = { parentRefs: [{ name: "public" }], hostnames: ["shop.example"] };
    clusterAt(clusters, 1).api.put(httpRoute(spec));
    expect(await look()).to.equal(undefined);
    expect(lines.warnings).to.have.length(1);
    expect(lines.warnings[0]).to.match(
      /^HTTPRoute others\/other in east \[GR367\]: it has shop\.example .*\. Fix: remove the route/,
    );
  });

  it("notes what it did not look at, and goes on", async () => {
    clusterAt(clusters, 0).api.fault({ kind: 403, match: { path: /routes$/ } });
    const { client: _, ...bare } = clusterAt(clusters, 1);
    clusters = [clusterAt(clusters, 0), { ...bare, noClient: "its id-token has expired" }];
    expect(await look()).to.equal(undefined);
    expect(lines.warnings).to.deep.equal([]);
    expect(lines.infos.join("\n")).to.match(
      /^Namespace gray-demo in west \[GR369\]: the update did not look at HTTPRoutes \(403\) and GRPCRoutes \(403\)\. .*rbac --others.*\nNamespace gray-demo in east \[GR369\]: the update did not look at anything \(its id-token has expired\)/s,
    );
  });

  it("waits for no cluster that is silent", async () => {
    clusterAt(clusters, 0).api.fault({ kind: "stall", match: { path: /gateways$/ } });
    const clock = {
      now: () => 0,
      sleep: () => Promise.resolve(),
      deadline: () => Promise.resolve(),
    };
    expect(await foreignRefusal(clusters, { reporter: lines, clock })).to.equal(undefined);
    expect(lines.infos.join()).to.contain("did not look at anything (no answer within 10 s)");
  });
});
