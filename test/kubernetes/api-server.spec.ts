import { expect } from "chai";
import { apiServer } from "../../kubernetes/api-server";
import { parseKubeconfig } from "../../kubernetes/kubeconfig";
import { kubeconfig, withEnvironment } from "../support/folder";

const west = kubeconfig("west", "https://west.example:6443");
const at =
  (server: string, extra = "") =>
  () =>
    apiServer(parseKubeconfig(kubeconfig("west", server, extra)));

describe("the API server of a context", () => {
  it("is that of its cluster", () => {
    const { url, user, proxy } = apiServer(parseKubeconfig(west), "west");
    expect(url.href).to.equal("https://west.example:6443/");
    expect(user).to.deep.equal({ token: "hidden-token" });
    expect(proxy).to.equal(undefined);
  });

  it("is that of the current context where none is named", () => {
    expect(apiServer(parseKubeconfig(west)).url.hostname).to.equal("west.example");
  });

  it("speaks plain HTTP where its address has no scheme, as for kubectl", () => {
    expect(at("west:8080")().url.href).to.equal("http://west:8080/");
    expect(at("127.0.0.1")().url.href).to.equal("http://127.0.0.1/");
  });

  it("may stand below a path", () => {
    expect(at("https://west.example/clusters/a?b#c")().url.href).to.equal(
      "https://west.example/clusters/a",
    );
  });

  for (const server of ["ftp://west", "https://", "west/path", "https://west:port"])
    it(`is refused with its fix where its address is ${server}`, () => {
      expect(at(server)).to.throw(
        "the server of its context west is no address: write https://host:port",
      );
    });

  it("is refused where the kubeconfig lacks the context, its cluster or the server", () => {
    const parsed = parseKubeconfig(west);
    expect(() => apiServer(parsed, "east")).to.throw(
      "it has no context east: name one of its contexts (west)",
    );
    expect(() => apiServer({ ...parsed, "current-context": "" })).to.throw(
      "it has no current-context: name one of its contexts (west)",
    );
    expect(() => apiServer({ ...parsed, clusters: [] })).to.throw(
      "its context west names no API server: add the cluster west with its server",
    );
    expect(at("")).to.throw(/^its context west names no API server/);
  });

  it("is behind the proxy that the kubeconfig names, also on this machine", () => {
    const named = at("https://127.0.0.1:6443", ', proxy-url: "socks5://proxy:1080"');
    expect(named().proxy?.href).to.equal("socks5://proxy:1080");
  });

  for (const proxy of ["proxy:3128", "ftp://proxy", "socks4://proxy"])
    it(`is refused with its fix behind a proxy ${proxy}`, () => {
      expect(at("https://west", `, proxy-url: "${proxy}"`)).to.throw(
        "its proxy-url is no address of a proxy: write http://, https:// or socks5://",
      );
    });

  it("is behind the proxy of the environment where the kubeconfig names none", async () => {
    const environment = { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: undefined, no_proxy: "" };
    const empty = at("https://west", ', proxy-url: ""');
    const found = await withEnvironment(environment, () => empty());
    expect(found.proxy?.host).to.equal("proxy:3128");
  });
});
