import { delimiter, join } from "node:path";
import { expect } from "chai";
import { apiServer, parseKubeconfig, readKubeconfig } from "../../kubernetes/kubeconfig";
import { Folder, kubeconfig, withEnvironment } from "../support/folder";

const west = kubeconfig("west", "https://west.example:6443");
const east = kubeconfig("east", "https://east.example");

describe("a kubeconfig", () => {
  it("leads from a context to its API server", () => {
    const { url, proxied } = apiServer(parseKubeconfig(west), "west") ?? {};
    expect(url?.href).to.equal("https://west.example:6443/");
    expect(proxied).to.equal(false);
  });

  it("leads by its current context where none is named", () => {
    expect(apiServer(parseKubeconfig(east))?.url.hostname).to.equal("east.example");
  });

  it("leads nowhere from an unknown context, or to an address that is none", () => {
    expect(apiServer(parseKubeconfig(west), "east")).to.equal(undefined);
    expect(apiServer(parseKubeconfig(kubeconfig("west", "west")))).to.equal(undefined);
  });

  it("tells whether a proxy is between", () => {
    const text = kubeconfig("west", "https://west.example", ', proxy-url: "http://proxy"');
    expect(apiServer(parseKubeconfig(text))?.proxied).to.equal(true);
  });

  it("may be JSON", () => {
    const text = JSON.stringify(parseKubeconfig(west));
    expect(apiServer(parseKubeconfig(text))?.url.port).to.equal("6443");
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
    expect(apiServer(merged, "west")?.url.hostname).to.equal("west.example");
    expect(apiServer(merged, "east")?.url.hostname).to.equal("east.example");
  });

  it("may lack some files of KUBECONFIG, and have contexts apart from clusters", async () => {
    const contexts = folder.write(
      "contexts",
      "contexts: [{ name: a, context: { cluster: east } }]",
    );
    const files = [join(folder.path, "missing"), contexts, folder.write("east", east)];
    const merged = await byDefault(["", ...files].join(delimiter));
    expect(apiServer(merged, "a")?.url.hostname).to.equal("east.example");
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
});
