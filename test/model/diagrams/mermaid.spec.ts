import { expect } from "chai";
import type { Cluster } from "../../../model/release/cluster";
import { mermaid } from "../../../model/diagrams/mermaid";
import { planRelease } from "../../../model/plan/plan";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { diagramType } from "../../support/mermaid";
import { east, outpost, release, service, west } from "../../support/releases";

function charts(changes: Partial<Release>, clusters: readonly Cluster[] = [west, east]): string[] {
  return mermaid(planRelease(release(changes), clusters)).map(({ chart }) => chart);
}

/** The lines of the only chart of one service `cart`, without what is around its arrows. */
function arrows(cart: Partial<ServiceSpec>, changes: Partial<Release> = {}): string[] {
  const services = { cart: service(cart), ...changes.services };
  const [chart = ""] = charts({ ...changes, services });
  return chart
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^\S+ (?:-->|-\.->|==>)/.test(line));
}

describe("the Mermaid picture of a release", () => {
  it("shows ways in, a box for each service with its versions and their clusters, and percentages", () => {
    const services = { hello: service({ expose: true, weights: { v1: 80, v2: 20 } }) };
    expect(charts({ services })).to.deep.equal([
      [
        "flowchart LR",
        '  gateway(["gateway gray-demo-gateway<br/>#42; port 80"])',
        '  subgraph service_hello["hello:5000"]',
        '    hello_v1["v1<br/>in west"]',
        '    hello_v2["v2<br/>in east"]',
        "  end",
        '  gateway -->|"80 %"| hello_v1',
        '  gateway -->|"20 %"| hello_v2',
        "",
      ].join("\n"),
    ]);
  });

  it("lets ways in meet before they split as one, and keeps them apart where they split differently", () => {
    const gateway = { hosts: ["cart.example.com"] };
    const expose = true;
    expect(arrows({ expose, weights: { v1: 80, v2: 20 } }, { gateway })).to.deep.equal([
      "gateway --> to_cart",
      "mesh --> to_cart",
      'to_cart -->|"80 %"| cart_v1',
      'to_cart -->|"20 %"| cart_v2',
    ]);
    const weights = { gateway: { v1: 10, v2: 90 }, mesh: { v1: 100 } };
    expect(arrows({ expose, weights }, { gateway })).to.deep.equal([
      'gateway -->|"10 %"| cart_v1',
      'gateway -->|"90 %"| cart_v2',
      "mesh --> cart_v1",
    ]);
  });

  it("ends at the answer of a proxy where no version answers", () => {
    const routes = [
      { name: "down", match: { uri: { exact: "/a" } }, directResponse: { status: 503 } },
    ];
    expect(arrows({ routes })).to.deep.equal([
      'mesh -->|"down<br/>path is /a"| answer_cart_0',
      'mesh -->|"others"| cart_v1',
    ]);
    const [chart = ""] = charts({ services: { cart: service({ routes }) } });
    expect(chart).to.include('answer_cart_0>"answered 503"]');
  });

  it("says the condition on an arrow to one version, and in a point of its own before a split", () => {
    const header = { headers: { lane: { exact: "gray" } } };
    const cart = {
      weights: { v1: 50, v2: 50 },
      routes: [
        { name: "one", match: { ...header, from: "mesh" as const }, to: "v2" },
        { name: "some", match: { method: { exact: "PUT" } }, to: { v1: 25, v2: 75 } },
      ],
    };
    expect(arrows(cart)).to.deep.equal([
      'mesh -->|"one<br/>header lane is gray"| cart_v2',
      "mesh --> case_cart_1",
      'case_cart_1 -->|"25 %"| cart_v1',
      'case_cart_1 -->|"75 %"| cart_v2',
      'mesh -->|"others 50 %"| cart_v1',
      'mesh -->|"others 50 %"| cart_v2',
    ]);
    expect(charts({ services: { cart: service(cart) } })[0]).to.contain(
      'case_cart_1{{"some<br/>method is PUT"}}',
    );
  });

  it("says which headers a request must not have", () => {
    const unwanted = { group: { exact: "beta" }, user: { prefix: "t-" }, old: { regex: "a+" } };
    const match = { withoutHeaders: { ...unwanted, internal: {} } };
    const [arrow] = arrows({ routes: [{ name: "one", match, to: "v2" }] });
    expect(arrow).to.contain(
      "one<br/>header group is not beta<br/>no header internal<br/>header old does not match a+<br/>header user does not begin with t-",
    );
  });

  it("says each of several matches on a line of its own, and their senders", () => {
    const gateway = { hosts: ["cart.example.com"] };
    const match = [
      { uri: { pathPrefix: "/a" }, ignoreUriCase: true },
      { headers: { beta: {} }, sourceNamespace: "qa" },
    ];
    const routes = [{ name: "either", match, to: "v2" }];
    const lines =
      "either<br/>path is /a or below it in any case<br/>or called from the namespace qa and header beta is present";
    expect(arrows({ routes, expose: true }, { gateway })).to.deep.equal([
      `gateway -->|"${lines}"| cart_v2`,
      `mesh -->|"${lines}"| cart_v2`,
      'gateway -->|"others"| cart_v1',
      'mesh -->|"others"| cart_v1',
    ]);
    const origins = [
      { from: "gateway" as const },
      { from: "mesh" as const, method: { exact: "GET" } },
    ];
    const [arrow] = arrows(
      { routes: [{ name: "o", match: origins, to: "v2" }], expose: true },
      { gateway },
    );
    expect(arrow).to.contain("o<br/>from the gateway<br/>or from the mesh and method is GET");
  });

  it("shows calls that keep their version from version to version", () => {
    const services = { shop: service({ follows: ["cart"] }) };
    expect(arrows({}, { services })).to.deep.equal([
      "mesh --> cart_v1",
      'cart_v1 -->|"keeps v1"| shop_v1',
      'cart_v2 -->|"keeps v2"| shop_v2',
      'mesh -->|"others"| shop_v1',
    ]);
  });

  it("shows lanes with thick arrows, and how much enters them", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "gray", version: "v2", weight: 5 }] };
    expect(arrows({ expose: true }, { lanes })).to.deep.equal([
      "lane_gray ==> cart_v2",
      "gateway --> case_cart_1",
      'case_cart_1 -->|"95 %"| cart_v1',
      'case_cart_1 -->|"5 % into lane gray"| cart_v2',
      'gateway -->|"others"| cart_v1',
      'mesh -->|"others"| cart_v1',
    ]);
  });

  it("shows copies with dotted arrows, faults in words, and marks versions without traffic", () => {
    const fault = { delay: { time: "2s", percent: 50 }, abort: { status: 503 } };
    const routes = [{ name: "slow", match: { uri: { prefix: "/slow" } }, to: "v1", fault }];
    expect(arrows({ routes, mirror: { version: "v2", percent: 10 } })).to.deep.equal([
      'mesh -->|"slow<br/>path begins with /slow<br/>50 % delayed by 2s<br/>100 % answered 503"| cart_v1',
      'mesh -->|"others"| cart_v1',
      'mesh -.->|"copies of 10 %"| cart_v2',
    ]);
    const [chart = ""] = charts({ services: { cart: service() } });
    expect(chart).to.contain('cart_v2["v2<br/>in east<br/>no traffic"]:::idle');
    expect(chart).to.contain("classDef idle");
  });

  it("marks the stable version that the release names", () => {
    const [chart = ""] = charts({ services: { cart: service({ stable: "v1" }) } });
    expect(chart).to.contain('cart_v1["v1<br/>in west<br/>stable version"]');
    expect(chart.match(/stable version/g)).to.have.length(1);
  });

  it("is one picture for clusters with the same routes, and one for each of those that differ", () => {
    const same = planRelease(release(), [west, outpost, east]);
    expect(mermaid(same).map(({ clusters }) => clusters)).to.deep.equal([["west", "east"]]);
    const ahead = { ...east, weights: { hello: { v1: 50, v2: 50 } } };
    const differing = planRelease(release(), [west, ahead]);
    expect(mermaid(differing).map(({ clusters }) => clusters)).to.deep.equal([["west"], ["east"]]);
  });

  it("is what Mermaid's parser takes, whatever stands in names and conditions", async () => {
    const words = ["end", "style", "class", "subgraph", "default", "graph", "click", "x", "o"];
    const nasty = { regex: '.*"`#quot;|}])-->%%\\d{2}<b>&_*~ü;' };
    const cart = service({
      weights: { v1: 50, v2: 50 },
      sticky: {},
      routes: [
        { name: "nasty", match: { headers: { "x-a": nasty } }, to: "v1" },
        { name: "split", match: { headers: { "x-b": nasty } }, to: { v1: 50, v2: 50 } },
      ],
    });
    const others = Object.fromEntries(words.map((word) => [word, service({ follows: ["cart"] })]));
    const [chart = ""] = charts({ services: { cart, ...others } });
    expect(await diagramType(chart)).to.equal("flowchart-v2");
  });

  it("is checked by a parser that refuses what is none", async () => {
    const broken = diagramType('flowchart LR\n  a["b');
    expect(await broken.catch((error: Error) => error.message)).to.match(/^Parse error on line \d/);
  });
});
