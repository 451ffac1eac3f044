import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { apiServer } from "../../kubernetes/api-server";
import { givenKubeconfig, parseKubeconfig, readKubeconfig } from "../../kubernetes/kubeconfig";
import { inClusterKubeconfig } from "../../kubernetes/in-cluster";
import type { Kubeconfig } from "../../kubernetes/kubeconfig-entries";
import type { Cluster } from "../../model/release/cluster";
import { Folder, kubeconfig, withEnvironment } from "../support/folder";

const west = kubeconfig("west", "https://west.example:6443");
const east = kubeconfig("east", "https://east.example");

describe("a kubeconfig", () => {
  it("may be JSON", () => {
    const text = JSON.stringify(parseKubeconfig(west));
    expect(apiServer(parseKubeconfig(text)).url.port).to.equal("6443");
  });

  it("may be YAML that begins as JSON does", () => {
    const text = JSON.stringify(parseKubeconfig(west)).replaceAll('"clusters"', "clusters");
    expect(() => JSON.parse(text) as unknown).to.throw();
    expect(apiServer(parseKubeconfig(` \n${text} # west`)).url.port).to.equal("6443");
  });

  for (const text of [
    "",
    "hello",
    "[]",
    "apiVersion: v1",
    "a: [hidden-token",
    "a: b: hidden-token",
  ])
    it(`is not ${JSON.stringify(text)}, of which the message repeats nothing`, () => {
      const parse = () => parseKubeconfig(text);
      expect(parse).to.throw(/^it is no kubeconfig: it (has no clusters|is no YAML \([A-Z_]+\))$/);
    });
});

describe("the kubeconfig of a cluster", () => {
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
  });

  afterEach(() => {
    folder.remove();
  });

  const byDefault = (KUBECONFIG: string | undefined) =>
    withEnvironment({ KUBECONFIG, HOME: folder.path }, () => readKubeconfig({ name: "any" }));

  it("is the file that the stack names", () => {
    const file = folder.write("west", west);
    expect(readKubeconfig({ name: "west", kubeconfig: file })["current-context"]).to.equal("west");
  });

  it("is looked for in the home folder where its path begins with ~/", async () => {
    folder.write("west", west);
    const read = () => readKubeconfig({ name: "west", kubeconfig: "~/west" });
    const found = await withEnvironment({ HOME: folder.path }, read);
    expect(found["current-context"]).to.equal("west");
  });

  it("is merged from all files of KUBECONFIG, the first of equal names counts", async () => {
    const other = kubeconfig("west", "https://other.example");
    const files = [west, east, other].map((text, i) => folder.write(`${i}`, text));
    const merged = await byDefault(files.join(delimiter));
    expect(merged["current-context"]).to.equal("west");
    expect(apiServer(merged, "west").url.hostname).to.equal("west.example");
    expect(apiServer(merged, "east").url.hostname).to.equal("east.example");
  });

  it("may lack some files of KUBECONFIG, and have contexts apart from clusters", async () => {
    const contexts = folder.write(
      "contexts",
      "contexts: [{ name: a, context: { cluster: east } }]",
    );
    const files = [join(folder.path, "missing"), contexts, folder.write("east", east)];
    const merged = await byDefault(["", ...files].join(delimiter));
    expect(apiServer(merged, "a").url.hostname).to.equal("east.example");
  });

  it("is refused where none of its files is there", async () => {
    const missing = join(folder.path, "missing");
    const message = await byDefault(missing).catch((error: Error) => error.message);
    expect(message).to.equal(`there is no file ${missing}`);
    const home = await byDefault(undefined).catch((error: Error) => error.message);
    expect(home).to.equal(`there is no file ${join(folder.path, ".kube", "config")}`);
  });

  it("is refused where it can't be read", () => {
    const read = () => readKubeconfig({ name: "west", kubeconfig: folder.path });
    expect(read).to.throw(/EISDIR/);
  });

  const files = (folder: Folder, name: string) => {
    const cluster = { server: "https://west", "certificate-authority": "pki/ca" };
    const exec = { command: "./bin/plugin", args: ["./a"] };
    const user = {
      "client-certificate": "cert",
      "client-key": "/abs/key",
      tokenFile: "token",
      exec,
    };
    const config = { clusters: [{ name, cluster }], users: [{ name, user }] };
    return folder.write(name, JSON.stringify(config));
  };

  const pathsIn = ({ clusters = [], users = [] }: Kubeconfig) => [
    clusters.map(({ cluster }) => cluster?.["certificate-authority"]),
    users.map(({ user }) => [user?.["client-certificate"], user?.["client-key"], user?.tokenFile]),
    users.map(({ user }) => [user?.exec?.command, user?.exec?.args]),
  ];

  const below = (path: string) => [
    [join(path, "pki/ca")],
    [[join(path, "cert"), "/abs/key", join(path, "token")]],
    [[join(path, "bin/plugin"), ["./a"]]],
  ];

  it("names files that start from the folder of the file that names them", async () => {
    const other = new Folder();
    const merged = await byDefault([files(folder, "a"), files(other, "b")].join(delimiter));
    const [mine, theirs] = [below(folder.path), below(other.path)];
    expect(pathsIn(merged)).to.deep.equal(mine.map((one, i) => [...one, ...(theirs[i] ?? [])]));
    const named = readKubeconfig({ name: "any", kubeconfig: files(folder, "a") });
    expect(pathsIn(named)).to.deep.equal(mine);
    other.remove();
  });

  it("names files that start from the working directory where it is a text", () => {
    const text = readFileSync(files(folder, "a"), "utf8");
    expect(pathsIn(givenKubeconfig(text))).to.deep.equal(below(process.cwd()));
  });

  it("may name files in the working directory, as the provider has it for a file that is named", () => {
    const cluster = { server: "https://west", "certificate-authority": "package.json" };
    const text = JSON.stringify({ clusters: [{ name: "a", cluster }] });
    const path = folder.write("a", text);
    const authority = () => givenKubeconfig(path).clusters?.[0]?.cluster?.["certificate-authority"];
    expect(authority()).to.equal(join(process.cwd(), "package.json"));
    folder.write("package.json", "");
    expect(authority()).to.equal(join(folder.path, "package.json"));
  });

  it("looks a command without a slash up in PATH", () => {
    const user = { exec: { command: "aws" } };
    const text = JSON.stringify({ clusters: [], users: [{ name: "a", user }] });
    expect(parseKubeconfig(text).users?.[0]?.user?.exec?.command).to.equal("aws");
  });
});

describe("the kubeconfig of a pod", () => {
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
  });

  afterEach(() => folder.remove());

  const inPod = (KUBERNETES_SERVICE_HOST: string | undefined) =>
    withEnvironment({ KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT: "6443" }, () =>
      inClusterKubeconfig(folder.path),
    );

  it("is that of its service account, whose token is read from its file", async () => {
    const tokenFile = folder.write("token", "t");
    const authority = folder.write("ca.crt", "ca");
    const found = apiServer((await inPod("10.0.0.1")) ?? {});
    expect(found.url.href).to.equal("https://10.0.0.1:6443/");
    expect(found.entry["certificate-authority"]).to.equal(authority);
    expect(found.user).to.deep.equal({ tokenFile });
    expect(apiServer((await inPod("fd00::1")) ?? {}).url.host).to.equal("[fd00::1]:6443");
  });

  it("is none outside of a pod, or without a token", async () => {
    expect(await inPod("10.0.0.1")).to.equal(undefined);
    folder.write("token", "t");
    expect(await inPod(undefined)).to.equal(undefined);
    expect((await inPod("10.0.0.1"))?.clusters?.[0]?.cluster).to.deep.equal({
      server: "https://10.0.0.1:6443",
    });
  });

  it("is taken where no kubeconfig exists, and no context is named", async () => {
    folder.write("token", "t");
    const environment = {
      ...{ KUBECONFIG: undefined, HOME: folder.path },
      ...{ KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" },
    };
    const read = (cluster: Cluster) =>
      withEnvironment(environment, () => readKubeconfig(cluster, folder.path));
    expect((await read({ name: "a" }))["current-context"]).to.equal("in-cluster");
    const named = await read({ name: "a", context: "b" }).catch((error: Error) => error.message);
    expect(named).to.match(/^there is no file /);
    const file = folder.write("config", west);
    const KUBECONFIG = file;
    const found = await withEnvironment({ ...environment, KUBECONFIG }, () =>
      readKubeconfig({ name: "a" }, folder.path),
    );
    expect(found["current-context"]).to.equal("west");
  });
});
