import { expect } from "chai";
import { partners } from "../../../operations/drift/partners";

const share = (subset: string, weight?: number, host = "cart.shop.svc.cluster.local") => ({
  destination: { host, subset, port: { number: 80 } },
  ...(weight !== undefined && { weight }),
});

/** The pairs by what tells their elements apart. */
function found(declared: readonly object[], live: readonly object[]) {
  const name = (one: unknown) => {
    const { name, destination } = (one ?? {}) as {
      name?: string;
      destination?: { subset?: string };
    };
    return name ?? destination?.subset ?? one;
  };
  const { pairs, moved } = partners(declared, live);
  return { pairs: pairs.map(([ours, theirs]) => [name(ours), name(theirs)]), moved };
}

describe("elements of two lists that belong together", () => {
  it("are shares of one destination, wherever they stand", () => {
    expect(
      found([share("v1", 60), share("v2", 40)], [share("v2", 40), share("v1", 60)]),
    ).to.deep.equal({
      pairs: [
        ["v1", "v1"],
        ["v2", "v2"],
      ],
      moved: false,
    });
  });

  it("are shares of one destination also where one of them has a short host or no port", () => {
    const { port: _port, ...bare } = share("v1").destination;
    expect(found([share("v1", 60)], [share("v1", 60, "cart")]).pairs).to.deep.equal([["v1", "v1"]]);
    expect(found([share("v1", 60)], [{ destination: bare }]).pairs).to.deep.equal([["v1", "v1"]]);
    expect(found([share("v1", 60)], [share("v1", 60, "cart-db")]).pairs).to.have.length(2);
  });

  it("are as many shares as there are, where one destination has several", () => {
    expect(
      found([share("v1", 60), share("v1", 40)], [share("v1", 60), share("v1", 40)]).pairs,
    ).to.have.length(2);
  });

  it("give the only share of a route all of its weight, said or not", () => {
    const { pairs } = partners([share("v1")], [share("v1", 100)]);
    expect(pairs[0]?.[0]).to.deep.equal(pairs[0]?.[1]);
  });

  it("are routes of one name, whose order counts", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => ({ name })) as [object, object, object];
    expect(found([a, b], [c, a, b])).to.deep.equal({
      pairs: [
        ["a", "a"],
        ["b", "b"],
        [undefined, "c"],
      ],
      moved: false,
    });
    expect(found([a, b], [b, a]).moved).to.equal(true);
    expect(found([a, b, c], [a, c]).moved).to.equal(false);
  });

  it("are routes at one place where not all of them have names of their own", () => {
    expect(found([{ name: "a" }, {}], [{ name: "a" }, {}, { name: "a" }]).pairs).to.have.length(3);
  });
});
