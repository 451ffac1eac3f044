import { expect } from "chai";
import { ownRelease, problemsOf } from "../../../support/config";

const image = "acme/web:1";

/** Code and path below the service `web`. */
function problems(web: Readonly<Record<string, unknown>>): string[] {
  const found = problemsOf(
    ownRelease({ weights: { v1: 100 }, versions: { v1: { image } }, ...web }),
  );
  return found.map(
    ({ code, path }) => `${code} ${path.replace("gray-release:release.services.web.", "")}`,
  );
}

const v1 = (spec: object) => ({ versions: { v1: { image, ...spec } } });

describe("the selector of a service", () => {
  it("has no label that tells versions apart", () => {
    expect(problems({ selector: { app: "web", version: "v1" } })).to.deep.equal([
      "GR180 selector.version",
    ]);
    const twice = { selector: { track: "a" }, ...v1({ labels: { track: "b" } }) };
    expect(problems(twice)).to.include("GR180 versions.v1.labels.track");
    expect(problems(v1({ labels: { app: "web-v1" } }))).to.include("GR180 versions.v1.labels.app");
    const own = { selector: { team: "shop" }, ...v1({ labels: { app: "web-v1" } }) };
    expect(problems(own)).to.deep.equal([]);
  });

  it("has a label", () => {
    expect(problems({ selector: {} })).to.include("GR181 selector");
  });

  it("is of labels as Kubernetes allows them", () => {
    expect(problems({ selector: { "-x": "y" } })).to.deep.equal(["GR004 selector.-x"]);
    expect(problems(v1({ labels: { track: "a b" } }))).to.deep.equal([
      "GR001 versions.v1.labels.track",
    ]);
    expect(problems(v1({ labels: { track: 1.2 } }))).to.deep.equal([
      "GR001 versions.v1.labels.track",
    ]);
  });
});

describe("overrides of pods", () => {
  const pod = (labels: object) => ({ pod: { metadata: { labels } } });

  it("change none of the labels that select them", () => {
    const labels = { track: "b", app: "other", team: "shop" };
    const web = { selector: { team: "cart" }, ...v1({ labels: { track: "a" }, ...pod(labels) }) };
    const identity = problems(web).filter((one) => one.startsWith("GR116"));
    expect(identity).to.deep.equal([
      "GR116 versions.v1.pod.metadata.labels.app",
      "GR116 versions.v1.pod.metadata.labels.team",
      "GR116 versions.v1.pod.metadata.labels.track",
    ]);
  });

  it("may remove app and version where nothing selects by them", () => {
    const none = pod({ app: null, version: null });
    const web = { selector: { team: "cart" }, ...v1({ labels: { track: "a" }, ...none }) };
    expect(problems(web)).to.deep.equal([]);
    expect(problems({ selector: { team: "cart" }, ...v1({ labels: {}, ...none }) })).to.include(
      "GR116 versions.v1.pod.metadata.labels.version",
    );
  });
});

describe("a strategy", () => {
  it("lets Kubernetes replace pods", () => {
    const rolling = (rollingUpdate: object) => problems(v1({ strategy: { rollingUpdate } }));
    expect(rolling({ maxSurge: 0 })).to.deep.equal(["GR182 versions.v1.strategy.rollingUpdate"]);
    expect(rolling({ maxSurge: "0%", maxUnavailable: 0 })).to.have.lengthOf(1);
    expect(rolling({ maxSurge: 0, maxUnavailable: 1 })).to.deep.equal([]);
    expect(problems(v1({ strategy: "Recreate" }))).to.deep.equal([]);
    expect(problems(v1({ strategy: { type: "Recreate", rollingUpdate: {} } }))).to.deep.equal([
      "GR182 versions.v1.strategy.rollingUpdate",
    ]);
  });

  it("has the words of Kubernetes", () => {
    expect(problems(v1({ strategy: "Replace" }))).to.deep.equal(["GR001 versions.v1.strategy"]);
    const web = v1({ strategy: { rollingUpdate: { maxSurge: "25" } } });
    expect(problems(web)).to.deep.equal(["GR001 versions.v1.strategy.rollingUpdate.maxSurge"]);
  });
});

describe("annotations", () => {
  it("are not those of the engine", () => {
    const annotations = { "pulumi.com/skipAwait": "true", "acme.com/owner": "shop" };
    expect(problems({ annotations })).to.deep.equal(['GR183 annotations["pulumi.com/skipAwait"]']);
    expect(problems(v1({ annotations }))).to.deep.equal([
      'GR183 versions.v1.annotations["pulumi.com/skipAwait"]',
    ]);
  });
});

describe("the type of a service", () => {
  it("is one that has an address of its own", () => {
    expect(problems({ type: "ExternalName" })).to.deep.equal(["GR001 type"]);
    expect(problems({ type: "NodePort" })).to.deep.equal([]);
  });
});
