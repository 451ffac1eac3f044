import { expect } from "chai";
import {
  appProtocol,
  exposedPort,
  exposesTcp,
  servicePorts,
  speaksHttp,
  speaksTcp,
} from "../../../model/release/ports";

describe("the ports of a service", () => {
  it("are one in the short form, named after protocol and number", () => {
    expect(servicePorts({ port: 80 })).to.deep.equal([
      { name: "http-80", port: 80, protocol: "http", targetPort: 80 },
    ]);
    expect(
      servicePorts({ port: 7, protocol: "grpc", portName: "grpc-x", targetPort: "api" }),
    ).to.deep.equal([{ name: "grpc-x", port: 7, protocol: "grpc", targetPort: "api" }]);
    expect(servicePorts({})).to.deep.equal([]);
  });

  it("speak what their names begin with, unless they say otherwise", () => {
    const names = ["http", "http2-a", "grpc", "grpc-web", "tcp-a", "mongo", "redis", "metrics"];
    const ports = names.map((name, i) => ({ name, port: i + 1 }));
    expect(servicePorts({ ports }).map(({ protocol }) => protocol)).to.deep.equal(
      "http http2 grpc grpc tcp tcp tcp http".split(" "),
    );
    const [own] = servicePorts({ ports: [{ name: "admin", port: 1, protocol: "tcp" }] });
    expect(own).to.include({ protocol: "tcp", targetPort: 1 });
  });

  it("tell Istio the protocol outright where the name does not say it", () => {
    expect(appProtocol({ name: "metrics", protocol: "http" })).to.equal("http");
    expect(appProtocol({ name: "https", protocol: "tcp" })).to.equal("tcp");
    expect(appProtocol({ name: "http-metrics", protocol: "http" })).to.equal(undefined);
    expect(appProtocol({ name: "mongo", protocol: "tcp" })).to.equal(undefined);
  });

  it("are for requests, for connections, or for both", () => {
    const both = {
      ports: [
        { name: "http", port: 1 },
        { name: "redis", port: 2 },
      ],
    };
    expect([speaksHttp(both), speaksTcp(both)]).to.deep.equal([true, true]);
    expect([speaksHttp({ port: 1 }), speaksTcp({ port: 1 })]).to.deep.equal([true, false]);
  });

  it("are led to by the gateway one at a time: the first, or the one that expose names", () => {
    const ports = [
      { name: "http", port: 1 },
      { name: "redis", port: 2 },
    ];
    expect(exposedPort({ ports, expose: true })?.name).to.equal("http");
    expect(exposedPort({ ports, expose: { servicePort: "redis" } })?.name).to.equal("redis");
    expect(exposedPort({ ports, expose: { servicePort: "none" } })).to.equal(undefined);
    expect(exposesTcp({ ports, expose: { servicePort: "redis" } })).to.equal(true);
    expect(exposesTcp({ ports, expose: true })).to.equal(false);
  });
});
