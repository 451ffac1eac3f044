import { expect } from "chai";
import { checkSchema } from "../../../model/checks/schema";
import { release, service } from "../../support/releases";

describe("the shape of a release in code", () => {
  it("has no mistake where types were kept to", () => {
    expect(checkSchema(release())).to.deep.equal([]);
  });

  it("has its mistakes below the release, to be mended in the code", () => {
    const hello = { ...service(), port: "80", rotes: [] };
    expect(checkSchema({ ...release(), services: { hello } })).to.deep.equal([
      {
        code: "GR001",
        path: "release.services.hello.port",
        given: '"80"',
        allowed: "an integer from 1 to 65535",
        fix: "remove the quotes in the code: `port: 80`",
      },
      {
        code: "GR003",
        path: "release.services.hello.rotes",
        given: 'an unknown key "rotes"',
        allowed: expectedKeys,
        fix: 'did you mean "routes"?',
      },
    ]);
  });

  it("may be looked at below another name", () => {
    expect(checkSchema(undefined, ["args", "release"])[0]).to.include({ path: "args.release" });
  });

  it("can hold what is no JSON", () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const given = (name: unknown) => checkSchema({ ...release(), name })[0]?.given;
    expect(given(loop)).to.equal("a value of type object");
    expect(given(() => "a")).to.equal("a value of type function");
    expect(given(5n)).to.equal("a value of type bigint");
  });
});

const expectedKeys =
  "port, ports, protocol, targetPort, portName, selector, type, labels, annotations, defaultRoute, versions, outside, weights, stable, routes, follows, sticky, mirror, expose, callers, virtualService, timeout, retries, rewrite, cors, headers, loadBalancer, connectionPool, outlierDetection";
