import { expect } from "chai";
import fc from "fast-check";
import type { Cluster } from "../../../model/release/cluster";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../model/plan/plan";
import { grants, optionalGrants, type Grant } from "../../../model/plan/rbac";
import { rbacManifests } from "../../../model/plan/rbac-manifests";
import type { Release } from "../../../model/release/release";
import { objectPath } from "../../../kubernetes/object-path";
import { samples } from "../../oracle/arbitraries/arbitraries";
import { outpost, release, service, west } from "../../support/releases";

/** The rights for a release in one cluster, as `<namespace> <resource> <verbs>`. */
function rights(changes: Partial<Release> = {}, cluster: Cluster = west): string[] {
  const declared = release(changes);
  const [plan] = planRelease(declared, [cluster, { name: "other" }]).clusters;
  return grants(declared, plan!).flatMap(({ namespace = "*", rule }) =>
    (rule.resources ?? []).map((resource) => {
      const name = rule.resourceNames ? `/${rule.resourceNames.join(",")}` : "";
      return `${namespace} ${resource}${name} ${rule.verbs.join(",")}`;
    }),
  );
}

/** Whether a right lets its holder apply an object, read it, and delete it. */
function allows({ namespace, rule }: Grant, object: Manifest): boolean {
  const [resource = ""] = objectPath(object).split("/").slice(-2);
  const group = object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : "";
  return (
    namespace === object.metadata.namespace &&
    (rule.resources ?? []).includes(resource) &&
    (rule.apiGroups ?? []).includes(group ?? "") &&
    ["get", "create", "patch", "delete"].every((verb) => rule.verbs.includes(verb))
  );
}

describe("the rights that a release needs", () => {
  const all = "get,list,watch,create,patch,delete";

  it("are for the kinds that it has, and for no other", () => {
    const own = (rights: string[]) => rights.filter((right) => right.endsWith(all)).sort();
    expect(own(rights())).to.deep.equal([
      `gray-demo deployments ${all}`,
      `gray-demo destinationrules ${all}`,
      `gray-demo gateways ${all}`,
      `gray-demo peerauthentications ${all}`,
      `gray-demo services ${all}`,
      `gray-demo virtualservices ${all}`,
    ]);
    const closed = own(rights({ access: {}, gateway: { namespace: "edge", delegate: true } }));
    expect(closed).to.include.members([
      `gray-demo authorizationpolicies ${all}`,
      `edge gateways ${all}`,
      `edge virtualservices ${all}`,
    ]);
    expect(closed).to.not.include(`gray-demo gateways ${all}`);
    const external = own(rights({ mtls: "external" }));
    expect(external).to.not.include(`gray-demo peerauthentications ${all}`);
  });

  it("are for autoscalers and disruption budgets where a version has them", () => {
    const of = (version: object) => {
      const versions = { v1: { image: "hello:1", ...version } };
      const services = { hello: service({ versions, weights: { v1: 100 } }) };
      return rights({ services }).filter((right) => /autoscalers|budgets/.test(right));
    };
    expect(of({})).to.deep.equal([]);
    expect(of({ replicas: "external" })).to.deep.equal([]);
    expect(of({ autoscale: { max: 3 } })).to.deep.equal([
      `gray-demo horizontalpodautoscalers ${all}`,
    ]);
    expect(of({ disruptionBudget: { maxUnavailable: 1 } })).to.deep.equal([
      `gray-demo poddisruptionbudgets ${all}`,
    ]);
  });

  it("to look beside a release are optional: lists in primary clusters, and its own namespace", () => {
    const optional = (changes: Partial<Release>, cluster: Cluster) =>
      planRelease(release(changes), [cluster, { name: "other" }])
        .clusters.slice(0, 1)
        .flatMap(optionalGrants);
    expect(optional({}, outpost)).to.deep.equal([]);
    const [space, ...lists] = optional({ createNamespace: false }, west).map(({ rule }) => rule);
    expect(space).to.deep.include({ resourceNames: ["gray-demo"], verbs: ["get"] });
    expect(lists.map(({ resources, verbs }) => [resources, verbs])).to.deep.equal([
      [["gateways", "virtualservices"], ["list"]],
      [["grpcroutes", "httproutes"], ["list"]],
    ]);
    const [plan] = planRelease(release(), [west]).clusters;
    const account = { namespace: "ops", name: "gray" };
    const rules = (others: boolean) =>
      rbacManifests(release(), plan!, account, { others }).flatMap((one) => one.rules ?? []);
    expect(rules(true)).to.have.length(rules(false).length + 2);
  });

  it("suffice for every object, and never go beyond what is named", () => {
    fc.assert(
      fc.property(samples, ({ release, clusters }) => {
        for (const plan of planRelease(release, clusters).clusters) {
          const given = grants(release, plan);
          for (const object of manifests(plan).filter(({ kind }) => kind !== "Namespace"))
            expect(
              given.some((grant) => allows(grant, object)),
              objectPath(object),
            ).to.equal(true);
          for (const { namespace, rule } of given) {
            const words = [...(rule.apiGroups ?? []), ...(rule.resources ?? []), ...rule.verbs];
            expect(words).to.not.include.members(["*"]);
            expect(words).to.not.include("secrets");
            if (namespace === undefined) expect(rule.resources).to.deep.equal(["namespaces"]);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it("reach no further than namespaces where the release's own is somebody else's", () => {
    expect(rights().filter((right) => right.startsWith("*"))).to.deep.equal([
      "* namespaces/gray-demo get,patch,delete",
      "* namespaces list,watch",
    ]);
    const foreign = rights({ createNamespace: false });
    expect(foreign.filter((right) => right.startsWith("*"))).to.deep.equal([]);
  });

  it("let istiod be asked where the mesh is read, and the gateway's address be looked up", () => {
    const inMesh = (rights: string[]) => rights.filter((one) => one.startsWith("istio-system"));
    expect(inMesh(rights())).to.deep.equal([
      "istio-system pods list",
      "istio-system pods/portforward get,create",
      "istio-system services/istio-ingressgateway get",
    ]);
    expect(inMesh(rights({}, outpost))).to.deep.equal([]);
    expect(inMesh(rights({}, { ...west, ingress: "http://203.0.113.7" }))).to.have.lengthOf(2);
    const meshed = rights({}, { ...west, meshNamespace: "istio-mesh" });
    expect(inMesh(meshed)).to.deep.equal([]);
    expect(meshed.filter((one) => one.startsWith("istio-mesh"))).to.deep.equal([
      "istio-mesh pods list",
      "istio-mesh pods/portforward get,create",
      "istio-mesh services/istio-ingressgateway get",
    ]);
    const elsewhere = rights({}, { ...west, ingress: "edge/front" });
    expect(elsewhere).to.include("edge services/front get");
  });

  it("are for the record and the Lease of a rollout by their names, where one is declared", () => {
    const kept = (changes: Partial<Release>, cluster?: Cluster) =>
      rights(changes, cluster).filter((right) => /configmaps|leases/.test(right));
    const rollout = { steps: [{ setWeight: 5 }] };
    const ended = Array.from({ length: 10 }, (_, i) => `gray-rollout-demo.${i}`).join();
    expect(kept({ rollout })).to.deep.equal([
      `gray-demo configmaps/gray-rollout-demo,${ended} get,patch`,
      "gray-demo configmaps create",
      "gray-demo leases/gray-rollout-demo get,patch",
      "gray-demo leases create",
    ]);
    expect(kept({})).to.deep.equal([]);
    expect(kept({ rollout }, outpost)).to.deep.equal([]);
  });

  it("let a gateway's pods be listed where they may run, in primary clusters", () => {
    const gateway = { namespace: "edge" };
    const listed = (rights: string[]) => rights.filter((one) => one.endsWith(" pods list"));
    const placed = { ...west, ingress: "ingress/public" };
    expect(listed(rights({ gateway }, placed))).to.deep.equal([
      "istio-system pods list",
      "ingress pods list",
      "edge pods list",
    ]);
    expect(listed(rights({ gateway }, { ...outpost, ingress: "ingress/public" }))).to.deep.equal(
      [],
    );
  });
});

describe("the objects that give a service account its rights", () => {
  const account = { namespace: "ops", name: "deployer" };
  const made = (changes: Partial<Release> = {}) => {
    const declared = release(changes);
    const [plan] = planRelease(declared, [west]).clusters;
    return rbacManifests(declared, plan!, account);
  };
  const name = "gray-release-gray-demo-demo";

  it("are a Role and a RoleBinding in each namespace, behind the account", () => {
    const objects = made({ createNamespace: false });
    expect(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`),
    ).to.deep.equal([
      "ServiceAccount ops/deployer",
      `Role gray-demo/${name}`,
      `RoleBinding gray-demo/${name}`,
      `Role istio-system/${name}`,
      `RoleBinding istio-system/${name}`,
    ]);
    expect(objects[2]).to.deep.include({
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", ...account }],
    });
  });

  it("begin with the namespace, which only who applies them may create", () => {
    const [first, ...others] = made();
    expect(first).to.deep.include({
      kind: "Namespace",
      metadata: { name: "gray-demo", labels: { "istio-injection": "enabled" } },
    });
    expect(others.map(({ kind }) => kind)).to.include.members([
      "ClusterRole",
      "ClusterRoleBinding",
    ]);
  });

  it("say of every rule what it is for", () => {
    for (const { rules = [], why } of made()) {
      expect(why).to.have.lengthOf(rules.length);
      for (const reason of why) expect(reason).to.match(/^(to|the) \S/);
    }
  });
});
