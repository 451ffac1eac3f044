import { expect } from "chai";
import { parsePath, readStackDocument, type StackDocument } from "../../cli/stack-document";

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
  it("is told with the line of each mistake", () => {
    const document = readStackDocument("config:\n  a: 1\n  a: 2\n  b: [\n");
    expect("errors" in document && document.errors.map(({ line }) => line)).to.deep.equal([3, 5]);
  });

  it("is told where its config is no mapping", () => {
    expect(readStackDocument("name: x\nconfig: [1]\n")).to.deep.equal({
      errors: [{ message: "`config` is no mapping of keys to values", line: 2 }],
    });
  });
});

describe("a written path", () => {
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
