import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { expect } from "chai";
import { loadConfig, stackConfig } from "../../stacks/config";
import { Folder, kubeconfig, withEnvironment } from "../support/folder";
import { release as releaseOf, service } from "../support/releases";
import { valueOf } from "../support/world";

describe("the stack's config as the engine hands it over", () => {
  it("has objects and numbers as JSON, and plain texts as they are", () => {
    expect(
      stackConfig({
        "gray-release:release": "helloworld",
        "gray-release:clusters": '[{"name":"west"}]',
        "gray-release:weights": '{"helloworld":{"v1":80,"v2":20}}',
        "gray-release:settle": "0.5",
      }),
    ).to.deep.equal({
      release: "helloworld",
      clusters: [{ name: "west" }],
      weights: { helloworld: { v1: 80, v2: 20 } },
      settle: 0.5,
    });
  });

  it("keeps a namespace as text, also where it is all digits", () => {
    expect(stackConfig({ "gray-release:namespace": "123" })).to.deep.equal({ namespace: "123" });
  });

  it("has only the project's own keys", () => {
    expect(stackConfig({ "kubernetes:context": "a", "pulumi:tags": "{}" })).to.deep.equal({});
  });

  it("keeps a kubeconfig as the text that it is, also where it is JSON", () => {
    const text = '{"clusters":[]}';
    expect(stackConfig({ "gray-release:kubeconfig-west": text })).to.deep.equal({
      "kubeconfig-west": text,
    });
  });
});

describe("loading the config", () => {
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
  });

  afterEach(() => {
    setAllConfig({});
    folder.remove();
  });

  /** Loads the config of helloworld on west; as secret keys are told to a program. */
  function load(west: object, values: Record<string, string> = {}, secretKeys: string[] = []) {
    const clusters = JSON.stringify([{ name: "west", ...west }]);
    setAllConfig({
      "gray-release:release": "helloworld",
      "gray-release:clusters": clusters,
      ...values,
    });
    const PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);
    return withEnvironment({ PULUMI_CONFIG_SECRET_KEYS, KUBECONFIG: undefined }, () =>
      loadConfig(),
    );
  }

  async function refused(...args: Parameters<typeof load>): Promise<string> {
    const outcome = await load(...args).catch((error: unknown) => error);
    if (!pulumi.RunError.isInstance(outcome)) throw new Error("it was not refused");
    return outcome.message;
  }

  it("gives release and clusters", async () => {
    const file = folder.write("west", kubeconfig("lab", "https://127.0.0.1:6443"));
    const weights = { "gray-release:weights": '{"helloworld":{"v1":80,"v2":20}}' };
    const { release, clusters } = await load({ kubeconfig: file }, weights);
    expect(release.services.helloworld?.weights).to.deep.equal({ v1: 80, v2: 20 });
    expect(clusters).to.deep.equal([{ cluster: { name: "west", kubeconfig: file } }]);
  });

  it("takes the release of the program where the stack names none, and the stack's weights for it", async () => {
    const file = folder.write("west", kubeconfig("lab", "https://127.0.0.1:6443"));
    const clusters = JSON.stringify([{ name: "west", kubeconfig: file }]);
    const weights = '{"hello":{"v1":30,"v2":70}}';
    setAllConfig({ "gray-release:clusters": clusters, "gray-release:weights": weights });
    const versions = { v1: { image: "a:1" }, v2: { image: "a:2" } };
    const services = { hello: service({ versions }) };
    const declared = releaseOf({ gateway: undefined, services });
    for (const release of [declared, () => declared]) {
      const loaded = await withEnvironment({}, () => loadConfig({ release }));
      expect(loaded.release.services.hello?.weights).to.deep.equal({ v1: 30, v2: 70 });
    }
    setAllConfig({ "gray-release:clusters": clusters, "gray-release:release": "helloworld" });
    const { release } = await withEnvironment({}, () => loadConfig({ release: declared }));
    expect(release.name).to.equal("helloworld");
  });

  it("refuses a kubeconfig file that is not there, and one that is none", async () => {
    expect(await refused({ kubeconfig: "./no-such-file" })).to.contain(
      'given:   "./no-such-file": there is no file ./no-such-file',
    );
    const file = folder.write("west", "hello: world");
    expect(await refused({ kubeconfig: file })).to.contain(
      "it is no kubeconfig: it has no clusters",
    );
  });

  it("needs no kubeconfig of a cluster that the run leaves out, and refuses a file of another run", async () => {
    const told = { clusters: [{ name: "west" }], needed: [], kept: [], named: [] };
    const write = (stack: string) => folder.write(stack, JSON.stringify({ stack, ...told }));
    const west = { kubeconfig: "./no-such-file", context: "kind-west" };
    const loaded = await withEnvironment({ GRAY_WITHOUT: write(pulumi.getStack()) }, () =>
      load(west),
    );
    expect(loaded.clusters.map(({ cluster }) => cluster.name)).to.deep.equal(["west"]);
    await withEnvironment({ GRAY_WITHOUT: write("other") }, async () => {
      expect(await refused(west)).to.match(/^The variable GRAY_WITHOUT is not of this run/);
    });
  });

  it("refuses a context that the file does not have", async () => {
    const file = folder.write("west", kubeconfig("kind-west", "https://127.0.0.1:6443"));
    expect(await refused({ kubeconfig: file, context: "kind-wset" })).to.contain(
      'did you mean "kind-west"?',
    );
  });

  it("takes a kubeconfig from a secret key", async () => {
    const key = "gray-release:kubeconfig-west";
    const { clusters } = await load({}, { [key]: "text" }, [key]);
    const [west] = clusters;
    expect(west?.cluster).to.deep.equal({ name: "west" });
    const kubeconfig = pulumi.output(west?.kubeconfig);
    expect(await pulumi.isSecret(kubeconfig)).to.equal(true);
    expect(await valueOf(kubeconfig)).to.equal("text");
  });

  it("refuses a kubeconfig in plain text, without repeating it", async () => {
    const message = await refused({}, { "gray-release:kubeconfig-west": "hidden-token" });
    expect(message).to.contain("a kubeconfig in plain text");
    expect(message).to.not.contain("hidden-token");
  });

  for (const name of ["webhook-secret", "prometheus-token", "prometheus-token-west"])
    it(`takes ${name}, and refuses one in plain text without repeating it`, async () => {
      const file = folder.write("west", kubeconfig("lab", "https://127.0.0.1:6443"));
      const key = `gray-release:${name}`;
      // A number in the engine's text stays a text.
      await load({ kubeconfig: file }, { [key]: "12345" }, [key]);
      const message = await refused({ kubeconfig: file }, { [key]: "geheim" });
      expect(message).to.match(/^1 mistake/);
      expect(message).to.contain("[GR517]");
      expect(message).to.not.contain("geheim");
    });

  it("refuses with all mistakes together", async () => {
    const values = {
      "gray-release:weights": '{"helloworld":{"v1":99}}',
      "gray-release:hots": "[]",
    };
    expect(await refused({ kubeconfig: "./no" }, values)).to.match(/^3 mistakes/);
  });
});
