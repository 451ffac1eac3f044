import { expect } from "chai";
import { config, ownRelease, problemsOf } from "../../support/config";
import { release, service } from "../../support/releases";

describe("a name that every JavaScript object has", () => {
  const versions = (name: string): unknown =>
    JSON.parse(`{"v1": {"image": "a:1"}, "${name}": {"image": "a:2"}}`);

  for (const name of ["constructor", "__proto__", "prototype", "toString", "hasOwnProperty"])
    it(`is none for a version: ${name}`, () => {
      const path = `gray-release:release.services.web.versions.${name}`;
      const [problem, ...others] = problemsOf(ownRelease({ versions: versions(name) }));
      expect(others).to.deep.equal([]);
      expect(problem).to.include({ code: "GR005", path, fix: "rename it" });
    });

  for (const name of ["constructor", "__proto__"])
    it(`is none for a service: ${name}`, () => {
      const services = JSON.parse(`{"${name}": ${JSON.stringify(service())}}`) as never;
      const own = { ...release({ services }), gateway: undefined };
      const [problem] = problemsOf(config({ release: own }));
      expect(problem).to.include({
        code: "GR005",
        path: `gray-release:release.services.${name}`,
        given: `the name "${name}"`,
      });
    });

  it("is none in the other keys of the config either", () => {
    const bad = JSON.parse('{"web": {"constructor": 100}, "__proto__": {"v1": 100}}') as unknown;
    const paths = problemsOf(config({ weights: bad, versions: bad })).map(({ path }) => path);
    expect(paths).to.deep.equal([
      "gray-release:weights.__proto__",
      "gray-release:weights.web.constructor",
      "gray-release:versions.__proto__",
      "gray-release:versions.web.constructor",
    ]);
  });
});

describe("a namespace of digits", () => {
  it("is to be in quotes, where YAML reads a number", () => {
    const digits = release({ services: { web: service() } });
    const [problem, ...others] = problemsOf(config({ release: { ...digits, namespace: 123 } }));
    expect(others).to.deep.equal([]);
    expect(problem).to.include({
      path: "gray-release:release.namespace",
      fix: 'put the value in quotes in Pulumi.<stack>.yaml: `namespace: "123"`',
    });
  });
});
