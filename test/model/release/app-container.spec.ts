import { expect } from "chai";
import { appOverrides, containerPorts } from "../../../model/release/app-container";
import type { ServiceSpec, VersionSpec } from "../../../model/release/release";
import { service } from "../../support/releases";

const { port: _port, ...withoutPort } = service();
const several = (ports: NonNullable<ServiceSpec["ports"]>): ServiceSpec => ({
  ...withoutPort,
  ports,
});
const probe = (port: number | string) => ({ readinessProbe: { httpGet: { port } } });
const pod = (...ports: { name?: string; containerPort: number }[]): Pick<VersionSpec, "pod"> => ({
  pod: { spec: { containers: [{ ports }] } },
});

describe("the ports of the app's container", () => {
  it("have numbers alone in the short form, so that pods of before stay", () => {
    const of = (version: Partial<VersionSpec>) => containerPorts("hello", service(), version);
    expect(of({})).to.deep.equal([{ containerPort: 5000 }]);
    expect(of(probe(5000))).to.deep.equal([{ containerPort: 5000 }]);
  });

  it("get the name that the probes ask for, if nothing else has it", () => {
    const of = (version: Partial<VersionSpec>) => containerPorts("hello", service(), version);
    expect(of(probe("http"))).to.deep.equal([{ name: "http", containerPort: 5000 }]);
    expect(
      of({ ...probe("http"), ...pod({ name: "http", containerPort: 9 }) }),
      "pod names it",
    ).to.deep.equal([{ containerPort: 5000 }]);
    expect(
      of({ ...probe("http"), livenessProbe: { tcpSocket: { port: "alive" } } }),
      "two names for one port",
    ).to.deep.equal([{ containerPort: 5000 }]);
  });

  it("are named as the service's ports, if a container's port can have the name", () => {
    const ports = [
      { name: "http", port: 80, targetPort: 8080 },
      { name: "grpc-for-partners", port: 81 },
      { name: "also-http", port: 82, targetPort: 8080 },
      { name: "theirs", port: 83, targetPort: "named-by-pod" },
    ];
    expect(containerPorts("hello", several(ports), {})).to.deep.equal([
      { name: "http", containerPort: 8080 },
      { containerPort: 81 },
    ]);
  });

  it("leave a name to the port of `pod` that has it", () => {
    const ports = [{ name: "http", port: 80 }];
    expect(
      containerPorts("hello", several(ports), pod({ name: "http", containerPort: 9 })),
    ).to.deep.equal([{ containerPort: 80 }]);
  });
});

describe("the overrides of the app's container", () => {
  it("are those with its name, which a version may choose, else the first without a name", () => {
    const containers = [{ name: "proxy", image: "p:1" }, { tty: true }, { name: "server" }];
    const version = { pod: { spec: { containers } } };
    expect(appOverrides("hello", version)).to.deep.equal({ tty: true });
    expect(appOverrides("hello", { ...version, container: "server" })).to.deep.equal({
      name: "server",
    });
    expect(appOverrides("hello", {})).to.equal(undefined);
  });
});
