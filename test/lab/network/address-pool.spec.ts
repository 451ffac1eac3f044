import { expect } from "chai";
import { AddressPool } from "../../../lab/network/address-pool";

describe("the addresses of a cluster's pods", () => {
  it("are given in turn, without the first and last of the range", () => {
    const pool = new AddressPool("10.244.3.0/24");
    expect(pool.take("a")).to.equal("10.244.3.1");
    expect(pool.take("b")).to.equal("10.244.3.2");
    for (let n = 3; n <= 254; n += 1) pool.take(`pod-${n}`);
    expect(pool.take("one-too-many")).to.equal(undefined);
  });

  it("are never given while a pod has them, also one from an earlier run", () => {
    const pool = new AddressPool("10.244.3.0/24");
    pool.keep("old", "10.244.3.1");
    expect(pool.take("new")).to.equal("10.244.3.2");
  });

  it("rest as long as possible before they are given again", () => {
    const pool = new AddressPool("10.244.3.0/24");
    const first = pool.take("a");
    pool.release("a");
    expect(pool.take("b")).to.not.equal(first);
    for (let n = 3; n <= 254; n += 1) pool.take(`pod-${n}`);
    expect(pool.take("last")).to.equal(first);
  });
});
