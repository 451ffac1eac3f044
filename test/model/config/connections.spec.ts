import { expect } from "chai";
import type { Connections } from "../../../model/checks/connections";
import { parseConfig } from "../../../model/config/parse";
import { config, problemsOf, reachable, shop } from "../../support/config";

/** Problems of a stack whose only mistakes are in how cluster west is reached. */
function west(cluster: object, connections: Partial<Connections> = {}) {
  const clusters = [
    { name: "west", ...cluster },
    { name: "east", context: "kind-east" },
  ];
  return problemsOf(config({ clusters }), { ...reachable, ...connections });
}

const secretWest = (cluster: string) => (cluster === "west" ? "secret" : "none");

describe("the way to a cluster", () => {
  it("is a context of the default kubeconfig, a file, a file's context, or a secret", () => {
    expect(west({ context: "kind-west" })).to.deep.equal([]);
    expect(west({ kubeconfig: "w" })).to.deep.equal([]);
    expect(west({ kubeconfig: "w", context: "lab" })).to.deep.equal([]);
    expect(west({}, { key: secretWest })).to.deep.equal([]);
    expect(west({ context: "any" }, { key: secretWest })).to.deep.equal([]);
  });

  it("must be there", () => {
    expect(west({})).to.deep.equal([
      {
        code: "GR015",
        path: "gray-release:clusters[0]",
        given: "neither context nor kubeconfig",
        allowed: "a context of the default kubeconfig, a kubeconfig file, or a secret",
        fix: "pulumi config set --path 'gray-release:clusters[0].context' <context>, or: pulumi config set --secret gray-release:kubeconfig-west < west.kubeconfig",
      },
    ]);
  });

  it("is no context that the kubeconfig does not have", () => {
    expect(west({ context: "kind-wset" })).to.deep.equal([
      {
        code: "GR017",
        path: "gray-release:clusters[0].context",
        given: 'an unknown context "kind-wset"',
        allowed: "kind-west, kind-east",
        fix: 'did you mean "kind-west"?',
      },
    ]);
    const [none] = west({ kubeconfig: "w", context: "kind-west" }, { contexts: () => [] });
    expect(none?.allowed).to.equal("none: the kubeconfig has no contexts");
  });

  it("is no default kubeconfig that can't be read", () => {
    const contexts = () => ({ problem: "there is no file ~/.kube/config" });
    const [problem] = west({ context: "kind-west" }, { contexts });
    expect(problem).to.deep.equal({
      code: "GR016",
      path: "gray-release:clusters[0].context",
      given: '"kind-west": there is no file ~/.kube/config',
      allowed: "a kubeconfig file that can be read",
      fix: "create the default kubeconfig, or name a file in kubeconfig",
    });
  });

  it("is not both a file and a secret", () => {
    expect(west({ kubeconfig: "w" }, { key: secretWest })).to.deep.equal([
      {
        code: "GR014",
        path: "gray-release:clusters[0].kubeconfig",
        given: '"w", and the secret gray-release:kubeconfig-west too',
        allowed: "a file or the secret, not both",
        fix: "pulumi config rm gray-release:kubeconfig-west, or remove gray-release:clusters[0].kubeconfig",
      },
    ]);
  });

  it("is no kubeconfig in plain text, which no message repeats", () => {
    const plain = (cluster: string) => (cluster === "west" ? "plain" : "none");
    expect(west({}, { key: plain })).to.deep.equal([
      {
        code: "GR013",
        path: "gray-release:kubeconfig-west",
        given: "a kubeconfig in plain text",
        allowed: "a secret",
        fix: "pulumi config set --secret gray-release:kubeconfig-west < west.kubeconfig; then renew these credentials, because others may have read them",
      },
    ]);
  });

  it("is not looked at where nothing is known of kubeconfigs", () => {
    const clusters = [{ name: "west", context: "no such" }, { name: "east" }];
    const parsed = parseConfig(config({ clusters }), { presets: { shop } });
    expect(parsed).to.have.property("settings");
  });

  it("belongs to a cluster of the stack", () => {
    const stray = config({ "kubeconfig-wset": "text" });
    const [problem, ...others] = problemsOf(stray);
    expect(others).to.deep.equal([]);
    expect(problem?.fix).to.equal('did you mean "kubeconfig-west"?');
    expect(JSON.stringify(problem)).to.not.contain("text");
  });

  it("leads to at least one primary cluster", () => {
    const clusters = ["west", "east"].map((name) => ({
      name,
      context: "kind-west",
      role: "remote",
    }));
    expect(problemsOf(config({ clusters }))).to.deep.equal([
      {
        code: "GR009",
        path: "gray-release:clusters",
        given: "only remote clusters",
        allowed: "at least one cluster with role primary: the mesh reads its routes there",
        fix: "set role: primary for each cluster that has an istiod",
      },
    ]);
  });
});
