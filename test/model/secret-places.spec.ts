// No finding repeats a value that may be secret.
import { expect } from "chai";
import { stringify } from "yaml";
import { checkText } from "../../cli/stack/check-file";
import { mayBeSecret, showAt } from "../../model/secret-places";

/** Codes of what `gray check` finds in a service with these parts, and all that it says of it. */
function found(version: object, service: object = {}, release: object = {}) {
  const config = {
    "gray-release:release": {
      name: "shop",
      namespace: "shop",
      services: {
        cart: {
          port: 8080,
          versions: { v1: { image: "acme/cart:1", ...version } },
          weights: { v1: 100 },
          ...service,
        },
      },
      ...release,
    },
    "gray-release:clusters": [{ name: "west", context: "west" }],
  };
  const { findings } = checkText("Pulumi.dev.yaml", stringify({ config }));
  return { codes: findings.map(({ code }) => code), all: JSON.stringify(findings), findings };
}

const route = (match: object, more: object = {}) => ({
  routes: [{ name: "one", match, to: "v1", ...more }],
});

describe("what a finding says of a value that may be secret", () => {
  const text = "SECRET41";
  for (const [what, code, broken] of [
    ["a number of env", "GR001", () => found({ env: { KEY: 7141 } })],
    ["a list of env", "GR001", () => found({ env: { KEY: [text] } })],
    ["env as a text", "GR001", () => found({ env: `KEY=${text}` })],
    ["env as a list", "GR001", () => found({ env: [{ name: "KEY", value: text }] })],
    [
      "a version as a list",
      "GR001",
      () => found({}, { versions: [{ name: "v1", env: { KEY: text } }] }),
    ],
    ["an annotation", "GR001", () => found({ annotations: { note: 7141 } })],
    ["arguments", "GR001", () => found({ pod: { spec: { containers: { args: [text] } } } })],
    [
      "a condition as a text",
      "GR001",
      () => found({}, route({ headers: { authorization: text } })),
    ],
    [
      "two forms of a condition",
      "GR001",
      () => found({}, route({ headers: { authorization: { exact: text, regex: "(" } } })),
    ],
    [
      "headers as a list",
      "GR001",
      () => found({}, route({ headers: [{ name: "authorization", value: text }] })),
    ],
    ["headers as a text", "GR001", () => found({}, route({ headers: `authorization: ${text}` }))],
    [
      "a cookie's expression",
      "GR125",
      () => found({}, route({ cookies: { session: { regex: `(${text}` } } })),
    ],
    [
      "a contradiction",
      "GR127",
      () =>
        found(
          {},
          route({
            headers: { authorization: { exact: text } },
            withoutHeaders: { authorization: {} },
          }),
        ),
    ],
    [
      "a header that is set",
      "GR320",
      () =>
        found(
          {},
          route(
            { method: { exact: "GET" } },
            { headers: { request: { set: { authorization: `${text}%` } } } },
          ),
        ),
    ],
    [
      "a star in a condition",
      "GR344",
      () => found({}, route({ query: { token: { exact: `${text}*` } } })),
    ],
  ] as const)
    it(`never repeats it: ${what}`, () => {
      const { codes, all } = broken();
      expect(codes, all).to.include(code);
      expect(all).to.not.match(/SECRET41|7141/);
    });

  it("has its type, and a fix with the form", () => {
    const [finding] = found({ env: { DB_PASSWORD: 12345678 } }).findings;
    expect(finding?.given).to.equal("a number, whose value is not shown here");
    expect(finding?.fix).to.match(/^put the value in quotes .*: `DB_PASSWORD: "…"`$/);
    const [condition] = found({}, route({ headers: { authorization: "abc" } })).findings;
    expect(condition?.fix).to.contain('`authorization: { exact: "…" }`');
  });
});

describe("a value that can be no secret", () => {
  it("is shown, also beside one that may be", () => {
    const headers = { "x-user": { exact: "tester" }, authorization: { exact: "abc" } };
    expect(showAt(["match"], { headers })).to.equal(
      '{"headers":{"x-user":{"exact":"tester"},"authorization":{...',
    );
    expect(showAt(["match"], { headers: { cookie: { exact: "abc" } } })).to.equal(
      '{"headers":{"cookie":{"exact":"…"}}}',
    );
    expect(showAt(["replicas"], "two")).to.equal('"two"');
  });

  it("may stand under the name of a service or a label", () => {
    expect(mayBeSecret(["gray-release:weights", "env", "v1"])).to.equal(false);
    expect(mayBeSecret(["gray-release:release", "services", "env", "port"])).to.equal(false);
    expect(mayBeSecret(["labels", "env"])).to.equal(false);
    expect(mayBeSecret(["services", "env", "versions", "v1", "env", "KEY"])).to.equal(true);
  });

  it("is named by its type where JSON can't hold it", () => {
    const loop: Record<string, unknown> = { env: { KEY: "abc" } };
    loop.loop = loop;
    expect(showAt(["release"], loop)).to.equal("a value of type object");
  });
});
