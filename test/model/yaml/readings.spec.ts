import { expect } from "chai";
import { checkText } from "../../../cli/stack/check-file";
import { readStackDocument, type StackDocument } from "../../../model/yaml/document";

function read(text: string): StackDocument {
  const document = readStackDocument(text);
  if ("errors" in document) throw new Error(JSON.stringify(document.errors));
  return document;
}

/** The problems of a text: line, path and the text in quotes. */
const problemsOf = (text: string) =>
  read(text).problems.map(({ line, path, fix }) => `${line} ${path}: ${fix.split(/[:;] /)[1]}`);

/** A release with one service, whose inside is given. */
const service = (inside: string) => `config:
  gray-release:release:
    name: shop
    namespace: shop
    services:
      cart:
        port: 8080
        ${inside.replaceAll("\n", "\n        ")}
  gray-release:clusters: [{ name: eu, context: prod }]
`;

describe("a stack file whose readers make two releases of it", () => {
  it("is refused with line, path and the text in quotes", () => {
    const text = service(`versions:
  0012: { image: "cart:12" }
  v2: { image: "cart:2", labels: { BUILD: 1_000, DAY: 2026-02-03 } }
weights: { 0012: 90, v2: 10 }`);
    const at = "gray-release:release.services.cart";
    expect(problemsOf(text)).to.deep.equal([
      `9 ${at}.versions.0012: "0012"`,
      `10 ${at}.versions.v2.labels.BUILD: "1_000"`,
      `10 ${at}.versions.v2.labels.DAY: "2026-02-03"`,
      `11 ${at}.weights.0012: "0012"`,
    ]);
  });

  it("is refused by gray check once for each place, beside its other mistakes", () => {
    const text = service(`versions:
  v1: { image: "cart:1", replica: 2, labels: { BUILD: 010 } }
weights: { v1: 100 }`);
    const found = checkText("f", text).findings.map(({ code, line, given }) => [code, line, given]);
    expect(found).to.deep.equal([
      ["GR020", 9, "010 in line 9, which Pulumi reads as 8 and YAML 1.2 as 10"],
      ["GR003", 9, 'an unknown key "replica"'],
    ]);
  });

  it("is told without a value that may be secret, as Pulumi and YAML 1.2 read it", () => {
    const text = service(`versions: { v1: { image: a, env: { KEY: 0041, DAY: 2026-02-03 } } }
weights: { v1: 100 }`);
    const { findings } = checkText("f", text);
    expect(findings.map(({ code, given }) => [code, given])).to.deep.equal([
      ["GR020", "a value in line 8, which is not shown here"],
      ["GR020", "a value in line 8, which is not shown here"],
    ]);
    expect(JSON.stringify(findings)).to.not.match(/0041|33|2026-02/);
  });

  it("is told with the number as the file has it where a text is wanted", () => {
    const text = service(`versions: { v1: { image: a, labels: { RELEASE: 1.10 } } }
weights: { v1: 100 }`);
    const [found, ...others] = checkText("f", text).findings;
    expect(others).to.deep.equal([]);
    expect(found).to.include({ code: "GR001", given: "1.10", line: 8 });
    expect(found?.fix).to.contain('"1.10"');
  });

  it("is fine where the numbers are numbers, however they are written", () => {
    const text = service(`versions: { v1: { image: a }, 2: { image: b } }
weights: { v1: 90.0, 2: 1e1 }`);
    expect(problemsOf(text)).to.deep.equal([]);
    expect(checkText("f", text).findings).to.deep.equal([]);
  });

  it("has a namespace of digits only where they stay as they are", () => {
    expect(problemsOf("config:\n  gray-release:namespace: 2026\n")).to.deep.equal([]);
    expect(problemsOf("config:\n  gray-release:namespace: 1.0\n")).to.deep.equal([
      '2 gray-release:namespace: "1.0"',
    ]);
  });

  it("may hold anything in quotes, in comments, and in keys of other projects", () => {
    const text = `config:
  # yes, 0041 and 2026-11-26
  aws:account: 0123456
  gray-release:versions: { web: { "0041": { image: "yes", env: { A: '1_0', B: !!str 0041 } } } }
`;
    expect(problemsOf(text)).to.deep.equal([]);
  });

  it("is told of a value behind an alias once, where it stands", () => {
    const text = `config:
  gray-release:versions: { web: &v { v1: { labels: { A: 0o17 } } }, cart: *v }
  gray-release:weights: { web: { <<: { 010: 5 } } }
`;
    expect(problemsOf(text)).to.deep.equal([
      '2 gray-release:versions.web.v1.labels.A: "0o17"',
      '3 gray-release:weights.web.010: "010"',
    ]);
  });

  it("is refused where a merge brings a number and the same text together", () => {
    const text = `config:
  gray-release:weights: { web: { "2": 50, <<: { 2: 60 } } }
`;
    expect(problemsOf(text)).to.deep.equal(['2 gray-release:weights.web.2: "2"']);
  });

  it("is refused where a secret stands that the program would put into objects", () => {
    const text = `config:
  gray-release:kubeconfig-eu: { secure: "v1:abc" }
  gray-release:webhook-secret: { secure: "v1:abc" }
  gray-release:versions: { web: { v1: { env: { TOKEN: { secure: "v1:abc" } } } } }
`;
    const [problem, ...others] = read(text).problems;
    expect(others).to.deep.equal([]);
    expect(problem).to.include({
      code: "GR021",
      path: "gray-release:versions.web.v1.env.TOKEN",
      line: 4,
    });
  });
});

describe("a stack file that the engine would read differently as a whole", () => {
  for (const [what, text, message, line] of [
    [
      "a tag",
      "config:\n  gray-release:a: !!int '5'\n",
      "the tag tag:yaml.org,2002:int means nothing in a config",
      2,
    ],
    ["a directive", "%YAML 1.1\n---\nconfig: {}\n", "a directive such as %YAML", 1],
    [
      "an anchor of other characters",
      "config:\n  a: &x.y 1\n",
      "an anchor has other characters than letters, digits, - and _",
      2,
    ],
    [
      "an end of a line of YAML 1.1",
      'config:\n  a: "\u2028"\n',
      "readers of YAML do not agree on the character U+2028",
      2,
    ],
    [
      "a control character",
      "config:\n  a: b\u0007\n",
      "readers of YAML do not agree on the character U+0007",
      2,
    ],
    [
      "a number beside the same text",
      'config:\n  a: { 2: 1, "2": 1 }\n',
      "Map keys must be unique",
      2,
    ],
    [
      "one key in two forms",
      "config:\n  weights: {}\n  gray-release:weights: {}\n",
      "the key gray-release:weights occurs twice",
      3,
    ],
    [
      "a key with two colons",
      "config:\n  gray-release:a:b: {}\n",
      "a key of the config has more than one colon",
      2,
    ],
  ] as const)
    it(`is refused for ${what}`, () => {
      const document = readStackDocument(text);
      const errors = "errors" in document ? document.errors : [];
      expect(errors.map((one) => ({ message: one.message, line: one.line }))).to.deep.equal([
        { message, line },
      ]);
    });

  it("takes a key without a namespace for one of the Pulumi project, whose name may be another", () => {
    const text = "config:\n  weights: 1\n  gray-release:namespace: shop\n  other:hosts: 1\n";
    const of = (project?: string) => {
      const document = readStackDocument(text, project);
      return "config" in document ? Object.keys(document.config) : [];
    };
    expect(of()).to.deep.equal(["weights", "namespace"]);
    expect(of("shop")).to.deep.equal(["namespace"]);
    expect(of("other")).to.deep.equal(["namespace"]);
  });

  it("takes a key in the engine's former form", () => {
    expect(read("config:\n  gray-release:config:namespace: shop\n").config).to.deep.equal({
      namespace: "shop",
    });
  });
});

describe("a tab in an indentation", () => {
  it("is one finding", () => {
    const text = service("versions: { v1: { image: a } }\n\tweights: { v1: 100 }\nroutes: []");
    expect(checkText("f", text).findings).to.have.length(1);
    expect(checkText("f", text).findings[0]).to.include({
      code: "GR200",
      line: 9,
      given: "Line 9 is indented with a tab.",
      fix: "Use spaces",
    });
  });

  it("says how many more there are", () => {
    const found = checkText("f", "config:\n\ta: 1\n\tb: 2\n").findings;
    expect(found.map(({ given }) => given)).to.deep.equal([
      "Line 2 is indented with a tab. So is 1 more.",
    ]);
  });
});
