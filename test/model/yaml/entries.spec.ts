import { expect } from "chai";
import { readStackDocument, type StackDocument } from "../../../model/yaml/document";

function read(text: string): StackDocument {
  const document = readStackDocument(text);
  if ("errors" in document) throw new Error(JSON.stringify(document.errors));
  return document;
}

describe("merge keys", () => {
  const text = `config:
  gray-release:versions:
    web:
      v1: &base
        image: web:1
        replicas: 3
        readinessProbe: { httpGet: { path: /ready, port: 80 } }
      v2:
        replicas: 1
        <<: *base
        image: web:2
      v3: { <<: [{ image: web:3 }, *base] }
      v4: { <<: { <<: *base, replicas: 7 } }
`;

  it("bring what a mapping does not have itself, in lists and nested, too", () => {
    const { web } = read(text).config.versions as Record<string, Record<string, object>>;
    const readinessProbe = { httpGet: { path: "/ready", port: 80 } };
    expect(web?.v2).to.deep.equal({ replicas: 1, image: "web:2", readinessProbe });
    expect(web?.v3).to.deep.equal({ image: "web:3", replicas: 3, readinessProbe });
    expect(web?.v4).to.deep.equal({ image: "web:1", replicas: 7, readinessProbe });
  });

  it("lead to the line of the value that they bring", () => {
    const { lineOf } = read(text);
    const at = (path: string) => lineOf(`gray-release:versions.web.${path}`);
    expect(at("v2.replicas")).to.equal(9);
    expect(at("v2.readinessProbe.httpGet")).to.equal(7);
    expect(at("v3.image")).to.equal(12);
    expect(at("v3.replicas")).to.equal(6);
    expect(at("v4.replicas")).to.equal(13);
  });

  it("are refused with their line where they bring no mapping", () => {
    expect(readStackDocument("config:\n  a:\n    <<: [1]\n")).to.deep.equal({
      errors: [{ message: "`<<` must merge mappings", line: 3 }],
    });
  });
});
