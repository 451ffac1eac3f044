import { expect } from "chai";
import type { LanesSpec } from "../../../model/release/lanes";
import { config, pathsOf, problemsOf, settingsOf } from "../../support/config";
import { release, service } from "../../support/releases";

const lanes: LanesSpec = {
  header: "x-lane",
  mode: "permissive",
  lanes: [{ name: "v1" }, { name: "v2", weight: 5, match: { query: { beta: { exact: "1" } } } }],
};
const own = release({ services: { web: service({ expose: true }) }, lanes });

describe("the lanes of a stack", () => {
  it("are the release's, with percentages of their own", () => {
    expect(settingsOf(config({ release: own })).release).to.deep.equal(own);
    const settings = settingsOf(config({ release: own, lanes: { v2: 30 } }));
    expect(settings.release.lanes?.lanes).to.deep.equal([
      { name: "v1" },
      { name: "v2", weight: 30, match: { query: { beta: { exact: "1" } } } },
    ]);
  });

  it("are lanes of the release", () => {
    expect(problemsOf(config({ release: own, lanes: { v22: 30 } }))).to.deep.equal([
      {
        code: "GR012",
        path: "gray-release:lanes.v22",
        given: 'an unknown lane "v22"',
        allowed: "v1, v2",
        fix: 'did you mean "v2"?',
      },
    ]);
    expect(problemsOf(config({ lanes: { blue: 30 } }))).to.deep.equal([
      {
        code: "GR012",
        path: "gray-release:lanes.blue",
        given: 'an unknown lane "blue"',
        allowed: "nothing: the release has no lanes",
        fix: "declare the lane in the release, or remove it here",
      },
    ]);
  });

  it("have percentages that are whole, and no more than 100 together", () => {
    expect(pathsOf(config({ release: own, lanes: { v1: "5", v2: 101 } }))).to.deep.equal([
      "gray-release:lanes.v1",
      "gray-release:lanes.v2",
    ]);
    expect(problemsOf(config({ release: own, lanes: { v1: 60, v2: 50 } }))[0]).to.include({
      code: "GR133",
      path: "gray-release:lanes.v2",
    });
    expect(problemsOf(config({ release: own, lanes: { v1: 96 } }))[0]).to.include({
      code: "GR133",
      path: "gray-release:release.lanes.lanes[1].weight",
    });
  });

  it("have a header that can say the lane", () => {
    for (const header of ["cookie", "Method", "x lane", ""])
      expect(pathsOf(config({ release: { ...own, lanes: { ...lanes, header } } }))).to.deep.equal([
        "gray-release:release.lanes.header",
      ]);
  });

  it("are told of with all else, whatever is broken in them", () => {
    const broken = {
      ...own,
      lanes: { header: 5, mod: "strict", lanes: [{ name: "v1", weight: -1 }, { name: "v3" }, {}] },
    };
    // A lane that can't be read may be the v2 to which the stack gives a percentage.
    expect(pathsOf(config({ release: broken, lanes: { v2: 5 } }))).to.deep.equal([
      "gray-release:release.lanes.header",
      "gray-release:release.lanes.lanes[0].weight",
      "gray-release:release.lanes.lanes[1]",
      "gray-release:release.lanes.lanes[2].name",
      "gray-release:release.lanes.mod",
    ]);
    expect(pathsOf(config({ release: { ...own, lanes: 5 }, lanes: { v2: 5 } }))).to.deep.equal([
      "gray-release:release.lanes",
    ]);
    expect(pathsOf(config({ release: { ...own, lanes: { ...lanes, lanes: [] } } }))).to.deep.equal([
      "gray-release:release.lanes.lanes",
    ]);
  });
});

describe("lanes as a mapping of names", () => {
  it("are one mistake, which shows the list", () => {
    const lanesByName = { gray: { version: "v2", weight: 5 }, test: {} };
    const old = { ...own, lanes: { ...lanes, lanes: lanesByName } };
    expect(problemsOf(config({ release: old, lanes: { gray: 10 } }))).to.deep.equal([
      {
        code: "GR001",
        path: "gray-release:release.lanes.lanes",
        given: '{"gray":{"version":"v2","weight":5},"test":{}}',
        allowed: "a list of lanes, each with its name",
        fix: 'write a list: [{ name: "gray", version: "v2", weight: 5 }, { name: "test" }]',
      },
    ]);
  });
});

describe("weights by origin", () => {
  const both = { gateway: { v1: 90, v2: 10 }, mesh: { v1: 100 } };

  it("replace those of the release, in the whole stack or in a cluster", () => {
    const { release: merged } = settingsOf(config({ weights: { web: both } }));
    expect(merged.services.web?.weights).to.deep.equal(both);
    const clusters = [
      { name: "west", context: "kind-west", weights: { web: both } },
      { name: "east", context: "kind-east" },
    ];
    const { clusters: read } = settingsOf(config({ release: own, clusters }));
    expect(read[0]?.weights).to.deep.equal({ web: both });
  });

  it("are told of under the path with which they are set", () => {
    const wrong = { gateway: { v1: 90, v2: 9 }, mesh: { v3: 100 } };
    const clusters = [
      { name: "west", context: "kind-west", weights: { web: wrong, cart: both } },
      { name: "east", context: "kind-east" },
    ];
    const versions = Object.fromEntries(["web", "cart"].map((name) => [name, onWest]));
    const problems = problemsOf(config({ weights: { web: wrong }, clusters, versions }));
    expect(problems.map(({ code, path }) => `${code} ${path}`)).to.deep.equal([
      "GR106 gray-release:weights.web.gateway",
      "GR107 gray-release:weights.web.mesh.v3",
      "GR110 gray-release:clusters[0].weights.cart",
      "GR106 gray-release:clusters[0].weights.web.gateway",
      "GR107 gray-release:clusters[0].weights.web.mesh.v3",
    ]);
    expect(problems[0]?.fix).to.equal(
      "for example: pulumi config set --path 'gray-release:weights.web.gateway.v1' 91",
    );
  });
});

describe("what a broken part seems to collide with", () => {
  it("is told when the part can be read", () => {
    const services = {
      web: service({ expose: { paths: [{ prefix: "/web" }], hosts: 5 } as never }),
      cart: service({ expose: true }),
      queue: service({ protocol: "tpc", expose: { port: 9000 } } as never),
    };
    expect(pathsOf(config({ release: release({ services }) }))).to.deep.equal([
      "gray-release:release.services.queue.protocol",
      "gray-release:release.services.web.expose.hosts",
    ]);
  });

  it("is a gateway all the same, where that is broken", () => {
    const broken = { ...own, gateway: { port: "x" } };
    expect(pathsOf(config({ release: broken }))).to.deep.equal([
      "gray-release:release.gateway.port",
    ]);
    expect(pathsOf(config({ release: { ...own, gateway: 7 } }))).to.deep.equal([
      "gray-release:release.gateway",
    ]);
  });

  it("names hosts where they were written", () => {
    const web = service({ expose: { hosts: ["a.example.com"] } });
    expect(
      pathsOf(config({ release: release({ services: { web } }), hosts: ["b.example.com"] })),
    ).to.deep.equal(["gray-release:release.services.web.expose.hosts[0]"]);
  });
});

const onWest = { v1: { clusters: ["west"] }, v2: { clusters: ["west"] } };
