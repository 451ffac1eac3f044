import { expect } from "chai";
import type { VersionSpec } from "../../../../../model/release/release";
import { service } from "../../../../support/releases";
import { found, shop } from "../../mutated";

/** What is found where a version of the service `ads` says this about its pods. */
function findings(pods: Partial<VersionSpec>) {
  const ads = service({
    port: 80,
    targetPort: 9898,
    versions: { v1: { image: "ads:1", ...pods } },
    weights: { v1: 100 },
  });
  const all = found(undefined, { ...shop, services: { ...shop.services, ads } }, [
    { name: "west" },
  ]);
  return all.map(({ code, origin, given, fix }) => ({
    code,
    origin: origin.join("."),
    given,
    fix,
  }));
}

const version = "services.ads.versions.v1";
const httpGet = { path: "/", port: "http" };

describe("the ports that probes and handlers name", () => {
  it("are ports of their container, in each kind of probe and handler", () => {
    const lifecycle = { postStart: { tcpSocket: { port: "web" } }, preStop: { httpGet } };
    const startupProbe = { grpc: { port: "rpc" as never } };
    const pod = { spec: { containers: [{ lifecycle }] } };
    const told = findings({ startupProbe, pod });
    expect(told.map(({ code, given }) => [code, given])).to.deep.equal([
      ["GR290", 'the port "rpc" of startupProbe, in the container "ads"'],
      ["GR290", 'the port "http" of lifecycle.preStop, in the container "ads"'],
      ["GR290", 'the port "web" of lifecycle.postStart, in the container "ads"'],
    ]);
    expect(told.map(({ origin }) => origin)).to.deep.equal([
      ...[`${version}.startupProbe`, version, version],
    ]);
    expect(told[0]?.fix).to.equal("write its number, such as 9898, or give the port this name");
  });

  it("may be named where the container names them, and not by another container", () => {
    const ports = [{ containerPort: 9898, name: "http" }];
    const lifecycle = { preStop: { httpGet } };
    expect(findings({ pod: { spec: { containers: [{ ports, lifecycle }] } } })).to.deep.equal([]);
    const other = { name: "other", image: "other:1", ports };
    const beside = { spec: { containers: [{ lifecycle }, other] } };
    expect(findings({ pod: beside })).to.have.lengthOf(1);
    const initContainers = [
      { name: "proxy", image: "p:1", restartPolicy: "Always", startupProbe: { httpGet } },
    ];
    const [before] = findings({ pod: { spec: { initContainers } } });
    expect(before?.given).to.contain('in the container "proxy"');
  });

  it("are numbers without quotes", () => {
    const [one] = findings({ readinessProbe: { tcpSocket: { port: "9898" } } });
    expect(one?.fix).to.equal("remove the quotes: port: 9898");
  });
});
