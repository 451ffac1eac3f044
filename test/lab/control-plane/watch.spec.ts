import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { watchList } from "../../../lab/control-plane/watch";

const path = "/api/v1/namespaces/shop/configmaps";
const config = (name: string, value = "") =>
  ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "shop" },
    data: { value },
  }) as KubeObject;

/** What a watch tells, one text for each event, and a wait for the next ones. */
class Told {
  readonly events: string[] = [];
  private next = later();

  tell(event: string): void {
    this.events.push(event);
    this.next.resolve(undefined);
    this.next = later();
  }

  /** Waits until an event was told some times. */
  async until(event: string, times = 1): Promise<void> {
    while (this.events.filter((one) => one === event).length < times) await this.next.promise;
  }
}

function later() {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

describe("a watch of a list", () => {
  let api: FakeApiServer;
  let told: Told;
  let stop: AbortController;
  let watch: Promise<void>;

  beforeEach(async () => {
    api = await FakeApiServer.start({ objects: [config("a")] });
    [told, stop] = [new Told(), new AbortController()];
  });

  afterEach(async () => {
    stop.abort();
    await watch;
    await api.stop();
  });

  function begin(): void {
    const name = ({ metadata }: KubeObject) => metadata.name;
    watch = watchList(
      api.client(),
      path,
      {
        changed: (object) => told.tell(`changed ${name(object)}`),
        gone: (object) => told.tell(`gone ${name(object)}`),
        synced: () => told.tell("synced"),
        broken: () => told.tell("broken"),
      },
      stop.signal,
    );
  }

  /** Waits until a watch is open beside the list. */
  const open = async (times = 1) => {
    const isOpen = () => api.asked({ path, where: ({ query }) => "watch" in query });
    while (isOpen().length < times) await new Promise((done) => setImmediate(done));
  };

  it("tells what the list has, that this is all, and then what happens", async () => {
    begin();
    await told.until("synced");
    api.put(config("b"));
    await told.until("changed b");
    api.put(config("a", "new"));
    await told.until("changed a", 2);
    api.delete(config("b"));
    await told.until("gone b");
    expect(told.events).to.deep.equal(["changed a", "synced", "changed b", "changed a", "gone b"]);
  });

  it("goes on behind a broken connection with what happened meanwhile", async () => {
    begin();
    await told.until("synced");
    await open();
    await api.refuse();
    await told.until("broken");
    api.put(config("b"));
    api.delete(config("a"));
    await api.accept();
    await told.until("gone a");
    expect(told.events).to.have.members(["changed a", "synced", "broken", "changed b", "gone a"]);
    expect(api.asked({ path, where: ({ query }) => !("watch" in query) })).to.have.length(1);
  });

  it("reads the list anew where its version is forgotten, and tells what vanished", async () => {
    begin();
    await told.until("synced");
    await open();
    await api.refuse();
    api.delete(config("a"));
    api.put(config("b"));
    api.compact();
    await api.accept();
    await told.until("changed b");
    await told.until("gone a");
    expect(told.events.filter((event) => event === "synced")).to.have.length(1);
  });

  it("reads the list anew where it is refused", async () => {
    api.fault({ kind: 500, times: 2 });
    begin();
    await told.until("synced");
    expect(told.events).to.deep.equal(["broken", "changed a", "synced"]);
  });

  it("says once that it is broken, for as long as it is", async () => {
    api.fault({ kind: "reset", times: 3 });
    begin();
    await told.until("synced");
    expect(told.events.filter((event) => event === "broken")).to.have.length(1);
  });

  it("ends with its signal", async () => {
    begin();
    await told.until("synced");
    stop.abort();
    await watch;
    expect(told.events).to.not.include("broken");
  });
});
