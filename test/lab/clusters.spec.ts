import { expect } from "chai";
import { assignClusters, describeCluster, nodePorts, wantedClusters } from "../../lab/clusters";
import type { PortedCluster } from "../../lab/folder";
import { LabError } from "../../lab/types";

const kept = (name: string, index: number): PortedCluster => ({
  name,
  role: "primary",
  index,
  apiPort: 26443 + index,
  gatewayPort: 30080 + index,
  secureGatewayPort: 30443 + index,
  tcpGatewayPort: 31400 + index,
  prometheusPort: 19090 + index,
});

/** Gives the preferred port unless it is among the busy ones, else the first free one. */
const ports =
  (busy: number[] = []) =>
  (
    range: { first: number },
    preferred: number | undefined,
    taken: Set<number>,
  ): Promise<number> => {
    const free = (port: number): boolean => !busy.includes(port) && !taken.has(port);
    if (preferred !== undefined && free(preferred)) return Promise.resolve(preferred);
    for (let port = range.first; ; port += 1) if (free(port)) return Promise.resolve(port);
  };

describe("the clusters of the lab", () => {
  it("are named, primaries first", () => {
    expect(wantedClusters(["west", "east"], ["edge"])).to.deep.equal([
      { name: "west", role: "primary" },
      { name: "east", role: "primary" },
      { name: "edge", role: "remote" },
    ]);
  });

  it("report every mistake in their names at once", () => {
    const wrong = (): unknown => wantedClusters([], ["West", "a_b", "x", "x"]);
    expect(wrong).to.throw(LabError, /no primary cluster/);
    expect(wrong).to.throw(LabError, /"West" is no DNS label/);
    expect(wrong).to.throw(LabError, /"a_b" is no DNS label/);
    expect(wrong).to.throw(LabError, /"x" is given twice/);
  });

  it("keep their index and ports over a restart, whatever the order", async () => {
    const before = [kept("west", 0), kept("east", 1)];
    const wanted = wantedClusters(["east", "north", "west"], []);
    const { clusters, notes } = await assignClusters(wanted, before, ports());
    expect(clusters.find(({ name }) => name === "west")).to.deep.equal(before[0]);
    expect(clusters.find(({ name }) => name === "east")).to.deep.equal(before[1]);
    expect(clusters.find(({ name }) => name === "north")?.index).to.equal(2);
    expect(notes).to.deep.equal([]);
  });

  it("get the ports of the gateway that an older lab had not", async () => {
    const { name, role, index, apiPort, gatewayPort } = kept("west", 0);
    const older = [{ name, role, index, apiPort, gatewayPort }, kept("east", 1)];
    const wanted = wantedClusters(["west", "east"], []);
    const { clusters, notes } = await assignClusters(wanted, older, ports());
    expect(clusters).to.deep.equal([kept("west", 0), kept("east", 1)]);
    expect(notes).to.deep.equal([]);
  });

  it("leave the ports of clusters that do not run now to them", async () => {
    const wanted = wantedClusters(["north"], []);
    const { clusters } = await assignClusters(wanted, [kept("west", 0)], ports());
    expect(clusters[0]).to.include({ index: 1, apiPort: 26444, gatewayPort: 30081 });
  });

  it("say when a port was taken by another program", async () => {
    const wanted = wantedClusters(["west"], []);
    const { clusters, notes } = await assignClusters(wanted, [kept("west", 0)], ports([30080]));
    expect(clusters[0]?.gatewayPort)
      .to.equal(30081)
      .and.to.be.within(nodePorts.first, nodePorts.last);
    expect(notes).to.deep.equal([
      "Port 30080 of west's gateway is taken by another program; it is 30081 now.",
    ]);
  });

  it("have addresses that follow from their index", () => {
    expect(describeCluster(kept("east", 1))).to.include({
      address: "10.244.0.11",
      podRange: "10.244.2.0/24",
      serviceRange: "10.96.1.0/24",
      node: "east-node",
    });
  });

  it("have room for thousands of Services, each in a range of its own", () => {
    const range = (index: number) => describeCluster(kept("any", index)).moreServices;
    expect([0, 1, 15, 16, 199].map(range)).to.deep.equal([
      "10.100.0.0/20",
      "10.100.16.0/20",
      "10.100.240.0/20",
      "10.101.0.0/20",
      "10.112.112.0/20",
    ]);
  });
});
