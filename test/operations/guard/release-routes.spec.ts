import { expect } from "chai";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { manifests, planRelease } from "../../../model/plan/plan";
import {
  releaseRoutes,
  type LiveRoutes,
  type ReleasePart,
} from "../../../operations/guard/release-routes";
import { release, west } from "../../support/releases";

/** The release's service is `hello` in the namespace `gray-demo`. */
const [plan] = planRelease(release(), [west]).clusters;
const part: ReleasePart = { plan: plan!, objects: manifests(plan!) };

function routes(path: string, spec?: VirtualServiceSpec): LiveRoutes {
  const [namespace, name = ""] = path.split("/");
  return { metadata: { name, namespace }, spec };
}

function to(host: string): VirtualServiceSpec {
  return { hosts: ["shop.example"], http: [{ route: [{ destination: { host } }] }] };
}

/** Which of the VirtualServices are the release's, by name. */
function found(...live: LiveRoutes[]): string[] {
  return releaseRoutes(live, part).map(({ metadata }) => metadata.name);
}

describe("the routes of a release among those of a namespace", () => {
  it("are the planned ones, whatever they lead to now", () => {
    expect(
      found(routes("gray-demo/hello", to("other.example")), routes("gray-demo/hello")),
    ).to.have.lengthOf(2);
  });

  it("are those that lead to its services, by every name of the host that Istio takes", () => {
    const hosts = ["hello", "hello.gray-demo", "hello.gray-demo.svc"];
    for (const host of [...hosts, "hello.gray-demo.svc.cluster.local"])
      expect(found(routes("gray-demo/former", to(host))), host).to.deep.equal(["former"]);
    const tcp = { tcp: [{ route: [{ destination: { host: "hello.gray-demo" } }] }] };
    expect(found(routes("edge/tcp", tcp))).to.deep.equal(["tcp"]);
  });

  it("are those that delegate to one of them", () => {
    const delegating = (name: string, namespace?: string) =>
      routes(`edge/${name}-root`, {
        hosts: ["shop.example"],
        http: [{ delegate: { name, ...(namespace && { namespace }) } }],
      });
    const former = routes("gray-demo/former", to("hello"));
    const live = [former, delegating("former", "gray-demo"), delegating("hello", "gray-demo")];
    expect(found(...live)).to.deep.equal(["former", "former-root", "hello-root"]);
    expect(found(delegating("hello"))).to.deep.equal([]);
  });

  it("are not those of another release in the same namespace", () => {
    expect(
      found(
        routes("gray-demo/cart", to("cart")),
        routes("gray-demo/hello-other", to("hello.elsewhere")),
        routes("gray-demo/outside", to("hello.gray-demo.example.com")),
        routes("edge/cart-root", {
          http: [{ delegate: { name: "cart", namespace: "gray-demo" } }],
        }),
        routes("gray-demo/empty"),
      ),
    ).to.deep.equal([]);
  });
});
