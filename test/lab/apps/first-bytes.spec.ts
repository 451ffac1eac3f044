import { expect } from "chai";
import { protocolOf } from "../../../lab/apps/first-bytes";

const of = (text: string) => protocolOf(Buffer.from(text, "latin1"));

describe("the protocol of a connection", () => {
  it("is HTTP/1 by its request line", () => {
    expect(of("GET /hello HTTP/1.1\r\n")).to.equal("http1");
    expect(of("OPTIONS * HTTP/1.0\r\nhost: a\r\n")).to.equal("http1");
    expect(of(`GET /${"a".repeat(9000)}`)).to.equal("http1");
  });

  it("is HTTP/2 by its preface", () => {
    expect(of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0")).to.equal("http2");
  });

  it("is raw TCP for everything else, also for a line that begins like a request", () => {
    expect(of("hello\n")).to.equal("tcp");
    expect(of("\x16\x03\x01")).to.equal("tcp");
    expect(of("GET the thing\n")).to.equal("tcp");
    expect(of("GETTING on")).to.equal("tcp");
  });

  it("stays open while the bytes may become either", () => {
    for (const text of ["", "P", "PRI * HT", "GE", "GET /hello", "GET /hello HTTP/1.1"]) {
      expect(of(text), text).to.equal(undefined);
    }
  });
});
