import { expect } from "chai";
import { parsePath, readStackDocument, type StackDocument } from "../../../model/yaml/document";

const text = `# A comment before everything.
config:
  gray-release:release:
    services:
      web: &web
        port: 80
        versions:
          "1.2": { image: a,
            replicas: 2 }
      cart: *web
  gray-release:clusters:
    - name: west
    - name: east
      role: primary
  weights: { web: { "1.2": 100 } }
  other:key: 1
`;

function read(source: string): StackDocument {
  const document = readStackDocument(source);
  if ("errors" in document) throw new Error(JSON.stringify(document.errors));
  return document;
}

describe("a place in a stack file", () => {
  const { lineOf, config } = read(text);

  for (const [path, line] of [
    ["gray-release:release", 3],
    ["gray-release:release.services.web.port", 6],
    ['gray-release:release.services.web.versions["1.2"].replicas', 9],
    ["gray-release:clusters[1]", 13],
    ["gray-release:clusters[1].role", 14],
  ] as const)
    it(`is the line of ${path}`, () => expect(lineOf(path)).to.equal(line));

  it("is that of the nearest parent where there is nothing", () => {
    expect(lineOf("gray-release:release.services.web.weights.v1")).to.equal(5);
    expect(lineOf("gray-release:clusters[7].name")).to.equal(11);
    expect(lineOf("gray-release:settle")).to.equal(2);
  });

  it("is found where a key stands without the project's name, and behind an alias", () => {
    expect(lineOf("gray-release:weights.web")).to.equal(15);
    expect(lineOf("gray-release:release.services.cart.port")).to.equal(6);
  });

  it("is looked for in the same config that is checked", () => {
    expect(Object.keys(config)).to.deep.equal(["release", "clusters", "weights"]);
    expect(config.weights).to.deep.equal({ web: { "1.2": 100 } });
  });

  it("is the first line of an empty file", () => {
    expect(read("").lineOf("gray-release:release")).to.equal(1);
  });
});

describe("a stack file that is no YAML", () => {
  it("is refused with the line of each mistake", () => {
    const document = readStackDocument("config:\n  a: 1\n  a: 2\n  b: [\n");
    expect("errors" in document && document.errors.map(({ line }) => line)).to.deep.equal([3, 5]);
  });

  for (const [what, text, message, line] of [
    ["an alias of nothing", "config:\n  a: *b\n", "the alias *b names no anchor", 2],
    [
      "what stands inside itself",
      "config: &c\n  gray-release:weights:\n    web: *c\n",
      "the alias *c is inside its own anchor",
      3,
    ],
    ["a key that is no name", "config:\n  ? [a]\n  : 1\n", "a key must be a name", 2],
    [
      "what nests without end",
      `config: ${"[".repeat(9000)}${"]".repeat(9000)}`,
      "the file is nested too deep",
      1,
    ],
  ] as const)
    it(`is told of ${what}`, () => {
      expect(readStackDocument(text)).to.deep.equal({ errors: [{ message, line }] });
    });

  it("is refused without a quote of its text, which may be secret", () => {
    const document = readStackDocument('config: {}\n"token: hidden"\n');
    expect(document).to.have.property("errors").that.is.not.deep.equal([]);
    expect(JSON.stringify(document)).to.not.contain("hidden");
  });

  it("is refused where its config is no mapping", () => {
    expect(readStackDocument("name: x\nconfig: [1]\n")).to.deep.equal({
      errors: [{ message: "`config` must be a mapping of keys to values", line: 2 }],
    });
  });
});

describe("a value in a stack file", () => {
  const valueOf = (line: string) => read(`config:\n  gray-release:${line}\n`).config;

  it("is what the program gets for it, also where `pulumi config set` wrote a text", () => {
    expect(valueOf("settle: '5'")).to.deep.equal({ settle: 5 });
    expect(valueOf(`hosts: '["a.example.com"]'`)).to.deep.equal({ hosts: ["a.example.com"] });
    expect(valueOf("release: helloworld")).to.deep.equal({ release: "helloworld" });
  });

  it("is a text where it is a namespace of digits", () => {
    expect(valueOf("namespace: 123")).to.deep.equal({ namespace: "123" });
    expect(valueOf("namespace: '123'")).to.deep.equal({ namespace: "123" });
  });
});

describe("a written path", () => {
  it("is read back where the key itself is in quotes", () => {
    expect(parsePath('gray-release:["a.b"].c')).to.deep.equal(["gray-release:a.b", "c"]);
  });

  it("is read back in its steps", () => {
    expect(parsePath('gray-release:release.services["a.b"].routes[0].match')).to.deep.equal([
      "gray-release:release",
      "services",
      "a.b",
      "routes",
      0,
      "match",
    ]);
    expect(parsePath('a["say \\"hi\\""][""]')).to.deep.equal(["a", 'say "hi"', ""]);
  });
});
