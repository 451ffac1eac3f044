import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { mayNotPromote, nameFor, whoAmI } from "../../../operations/rollout/who-am-i";

describe("who a user is for an API server", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start({ user: { username: "anna", groups: ["ops", "dev"] } });
  });

  afterEach(() => api.stop());

  const review = { path: /selfsubjectreviews$/ };
  const anna = { known: true as const, name: "anna", groups: ["ops", "dev"] };

  it("is a name with groups", async () => {
    expect(await whoAmI(api.client())).to.deep.equal(anna);
    expect(nameFor(anna, "root@laptop")).to.equal("anna");
  });

  it("is not known to a server without such reviews, nor to an account that may create none", async () => {
    api.fault({ kind: 404, match: review, times: 1 });
    const old = await whoAmI(api.client());
    expect(old).to.deep.equal({
      known: false,
      why: "the API server knows no SelfSubjectReview of authentication.k8s.io/v1, which came with Kubernetes 1.28",
    });
    expect(nameFor(old, "root@laptop")).to.equal("root@laptop (unknown to the API server)");
    api.fault({ kind: 403, match: review, times: 1 });
    expect(await whoAmI(api.client())).to.deep.equal({
      known: false,
      why: "the kubeconfig's user may not create a SelfSubjectReview (403), which the ClusterRole system:basic-user allows",
    });
  });

  it("is asked in vain where the server fails: that is an error", async () => {
    api.fault({ kind: 500, match: review, message: "etcd is away" });
    const error = await whoAmI(api.client()).catch((error: Error) => error);
    expect(error).to.have.property("message", "etcd is away");
  });

  it("decides who may promote: by name, by group, everyone where none is named, nobody unknown", () => {
    expect(mayNotPromote(anna, undefined)).to.equal(undefined);
    expect(mayNotPromote(anna, ["ben", "anna"])).to.equal(undefined);
    expect(mayNotPromote(anna, ["dev"])).to.equal(undefined);
    expect(mayNotPromote(anna, ["ben", "leads"])).to.equal(
      "only ben, leads may promote; for the API server this is anna, in the groups ops, dev",
    );
    const unknown = { known: false as const, why: "no such review" };
    expect(mayNotPromote(unknown, undefined)).to.equal(undefined);
    expect(mayNotPromote(unknown, ["anna"])).to.equal(
      "only anna may promote, and who asks is not known: no such review",
    );
  });
});
