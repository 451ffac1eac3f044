import { expect } from "chai";
import { Fields, message, struct } from "../../lab/wire";

/** The fields of a message: number and text, or number and value. */
function read(fields: Fields): [number, string | number][] {
  const found: [number, string | number][] = [];
  let at = 0;
  while (fields.next()) {
    found.push([fields.field, fields.stop > at ? fields.text() : fields.value]);
    at = fields.stop;
  }
  return found;
}

describe("a protocol buffer", () => {
  it("has the bytes of the encoding's own example", () => {
    // https://protobuf.dev/programming-guides/encoding/: field 1 is 150, field 2 is "testing".
    const bytes = message([1, 150], [2, "testing"]);
    expect(bytes.toString("hex")).to.equal(
      "08960112" + "07" + Buffer.from("testing").toString("hex"),
    );
  });

  it("gives back what was written, with long texts and high field numbers", () => {
    const long = "x".repeat(300);
    expect(read(new Fields(message([28, "a"], [2, long], [43, "b"])))).to.deep.equal([
      [28, "a"],
      [2, long],
      [43, "b"],
    ]);
  });

  it("skips fields of fixed length", () => {
    const bytes = Buffer.from("090000000000000000" + "1500000000" + "1a0161", "hex");
    const fields = new Fields(bytes);
    const numbers: number[] = [];
    while (fields.next()) numbers.push(fields.field);
    expect(numbers).to.deep.equal([1, 2, 3]);
    expect(fields.text()).to.equal("a");
  });

  it("reads numbers of more than 32 bits", () => {
    const fields = new Fields(message([1, 2 ** 40 + 1]));
    expect(fields.next()).to.equal(true);
    expect(fields.value).to.equal(2 ** 40 + 1);
  });

  it("refuses bytes that are no message", () => {
    expect(() => read(new Fields(Buffer.from([0x0f])))).to.throw("wire type 7");
    expect(() => read(new Fields(Buffer.from([0x08, 0x80])))).to.throw("in the middle of a number");
  });

  it("holds a Struct as its fields by name", () => {
    const entries = new Fields(struct({ a: "b", c: { d: true } }));
    expect(entries.next()).to.equal(true);
    expect(read(entries.inner())[0]).to.deep.equal([1, "a"]);
    expect(entries.next()).to.equal(true);
    expect(read(entries.inner())[0]).to.deep.equal([1, "c"]);
    expect(entries.next()).to.equal(false);
  });
});
