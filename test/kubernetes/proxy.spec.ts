import { expect } from "chai";
import { environmentProxy, proxyOrigin } from "../../kubernetes/proxy";
import { noProxy, withEnvironment } from "../support/folder";

const found = (server: string, environment: Record<string, string>) =>
  withEnvironment({ ...noProxy, ...environment }, () => environmentProxy(new URL(server)));

/** Whether an address is taken out by NO_PROXY. */
const excepted = async (server: string, NO_PROXY: string) =>
  (await found(server, { HTTPS_PROXY: "http://proxy", HTTP_PROXY: "http://proxy", NO_PROXY })) ===
  undefined;

describe("the proxy of the environment", () => {
  it("is that of the scheme, in capital letters before small ones", async () => {
    const both = { HTTPS_PROXY: "http://a", https_proxy: "http://b", http_proxy: "http://c" };
    expect((await found("https://west", both))?.host).to.equal("a");
    expect((await found("http://west", both))?.host).to.equal("c");
    expect((await found("https://west", { HTTPS_PROXY: "", https_proxy: "b" }))?.host).to.equal(
      "b",
    );
    expect(await found("https://west", { http_proxy: "http://c" })).to.equal(undefined);
  });

  it("speaks HTTP where it has no scheme, and may speak HTTPS and SOCKS5", async () => {
    for (const [given, href] of [
      ["proxy.corp:3128", "http://proxy.corp:3128/"],
      ["user:pass@proxy", "http://user:pass@proxy/"],
      ["https://proxy", "https://proxy/"],
      ["socks5://proxy:1080", "socks5://proxy:1080"],
      ["socks5h://proxy:1080", "socks5h://proxy:1080"],
    ] as const)
      expect((await found("https://west", { HTTPS_PROXY: given }))?.href).to.equal(href);
  });

  it("is refused with its fix, and not repeated, where it is no address", async () => {
    for (const given of ["ftp://hidden", "http://", "http://user:hidden@:80", "hidden host"]) {
      const error = await found("https://west", { HTTPS_PROXY: given }).catch((e: Error) => e);
      expect(String(error)).to.equal(
        "Error: HTTPS_PROXY is no address of a proxy: write http://, https:// or socks5://",
      );
    }
  });

  it("is shown without its password", () => {
    expect(proxyOrigin(new URL("http://user:hidden@proxy:3128/x"))).to.equal("http://proxy:3128");
  });

  for (const local of ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
    it(`is never used for ${local}`, async () => {
      const server = `https://${local}:6443`;
      expect(await found(server, { HTTPS_PROXY: "http://proxy" })).to.equal(undefined);
    });

  const cases: [noProxy: string, server: string, excepted: boolean][] = [
    ["*", "https://west.example", true],
    ["other, *", "https://10.0.0.1", true],
    ["west.example", "https://west.example", true],
    ["west.example", "https://api.west.example", true],
    ["west.example", "https://northwest.example", false],
    ["WEST.example", "https://west.example", true],
    [".west.example", "https://api.west.example", true],
    [".west.example", "https://west.example", false],
    ["*.west.example", "https://api.west.example", true],
    ["*.west.example", "https://west.example", false],
    ["example", "https://west.example", true],
    ["west.example:6443", "https://west.example:6443", true],
    ["west.example:6443", "https://west.example", false],
    ["west.example:443", "https://west.example", true],
    ["west.example:80", "http://west.example", true],
    ["10.0.0.0/8", "https://10.1.2.3:6443", true],
    ["10.0.0.0/8", "https://11.1.2.3", false],
    ["10.0.0.0/8", "https://ten.example", false],
    ["10.0.0.0/64", "https://10.1.2.3", false],
    ["10.1.2.3", "https://10.1.2.3", true],
    ["10.1.2.3", "https://10.1.2.4", false],
    ["10.1.2.3:6443", "https://10.1.2.3:6443", true],
    ["10.1.2.3:6443", "https://10.1.2.3", false],
    ["2.3", "https://10.1.2.3", false],
    ["fd00::/8", "https://[fd12::1]:6443", true],
    ["fd00::/8", "https://[fe80::1]", false],
    ["fd12::1", "https://[fd12::1]", true],
    ["[fd12::1]:6443", "https://[fd12::1]:6443", true],
    ["[fd12::1]:6443", "https://[fd12::1]", false],
    [" a.example ,, west.example ", "https://west.example", true],
    [":6443", "https://west.example:6443", false],
    ["", "https://west.example", false],
  ];
  for (const [noProxy, server, expected] of cases)
    it(`is ${expected ? "not " : ""}used for ${server} where NO_PROXY is "${noProxy}"`, async () => {
      expect(await excepted(server, noProxy)).to.equal(expected);
    });
});
