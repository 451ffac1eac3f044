import { expect } from "chai";
import {
  beginPushes,
  defaultTuning,
  dueMs,
  isRestarted,
  notePushes,
  passedMs,
  stillMs,
  type IstiodTuning,
  type Pushes,
  type Reading,
} from "../../../operations/sync/pushes";

const reading = (atMs: number, counts: Partial<Reading> = {}): Reading => ({
  ...{ askedMs: atMs, answeredMs: atMs, changes: 100, computed: 7, queued: 7, dequeued: 50 },
  ...{ cpuSeconds: 1, slowestComputeMs: 10, slowestSendMs: 50, ...counts },
});

const after = (readings: readonly Reading[], tuning: IstiodTuning = defaultTuning): Pushes => {
  const [first = reading(0), ...others] = readings;
  return others.reduce(
    (pushes, one) => notePushes(pushes, one, tuning),
    beginPushes(first.askedMs, first),
  );
};

describe("the push that holds a stage", () => {
  it("is the newest one when no change came in and none was pushed for a quarter of a second", () => {
    expect(after([reading(0), reading(249)]).push).to.equal(undefined);
    expect(after([reading(0), reading(250)]).push).to.equal(7);
  });

  it("is not known while changes come in, or a push is computed", () => {
    for (const news of [{ changes: 101 }, { computed: 8 }, { computed: 8, queued: 8 }]) {
      const readings = [reading(0), reading(100), reading(200, news), reading(449, news)];
      expect(after(readings).push).to.equal(undefined);
      expect(after([...readings, reading(450, news)]).push).to.equal(news.computed ?? 7);
    }
  });

  it("takes longer to be known where istiod gathers changes for longer", () => {
    const tuning = { ...defaultTuning, debounceMs: 1000 };
    expect(after([reading(0), reading(1149)], tuning).push).to.equal(undefined);
    expect(after([reading(0), reading(1150)], tuning).push).to.equal(7);
  });

  it("takes longer to be known where istiod may be computing a push: it is busy, and once needed as long", () => {
    const at = (ms: number, cpuSeconds: number) =>
      reading(ms, { cpuSeconds, slowestComputeMs: 500 });
    expect(after([at(0, 1), at(250, 1.05)]).push).to.equal(7);
    expect(after([at(0, 1), at(250, 1.2)]).push).to.equal(undefined);
    expect(after([at(0, 1), at(649, 1.5)]).push).to.equal(undefined);
    expect(after([at(0, 1), at(650, 1.5)]).push).to.equal(7);
  });

  it("is the second one after the changes were counted, however many others come in", () => {
    const busy = (atMs: number, pushes: number) =>
      reading(atMs, { changes: 100 + atMs, computed: pushes, queued: pushes });
    const readings = [busy(0, 7), busy(200, 8), busy(400, 9), busy(600, 10)];
    expect(after(readings).push).to.equal(undefined);
    expect(after([...readings, busy(800, 11)]).push).to.equal(11);
    expect(after([...readings, busy(800, 12)]).push).to.equal(11);
  });

  it("counts only when every proxy is queued for it", () => {
    const busy = (atMs: number, computed: number, queued: number) =>
      reading(atMs, { changes: 100 + atMs, computed, queued });
    const readings = [busy(0, 7, 7), busy(300, 7, 7), busy(500, 9, 8)];
    expect(after(readings).push).to.equal(undefined);
    expect(after([...readings, busy(600, 9, 9)]).push).to.equal(9);
  });

  it("is the newest one where pushes of endpoints are not gathered", () => {
    const busy = (atMs: number, computed: number, queued: number) =>
      reading(atMs, { changes: 100 + atMs, computed, queued });
    expect(after([busy(0, 70, 7), busy(300, 75, 7), busy(500, 80, 9)]).push).to.equal(80);
  });

  it("may be known at a moment that is told", () => {
    expect(dueMs(after([reading(10), reading(60)]), defaultTuning)).to.equal(260);
    expect(dueMs(after([reading(0), reading(250)]), defaultTuning)).to.equal(0);
  });
});

describe("an istiod whose counts fall", () => {
  it("is another process", () => {
    const pushes = after([reading(0)]);
    expect(isRestarted(pushes, reading(40, { changes: 101, computed: 8 }))).to.equal(false);
    for (const fallen of [{ changes: 3 }, { computed: 1 }, { dequeued: 2 }, { cpuSeconds: 0.1 }])
      expect(isRestarted(pushes, reading(40, fallen))).to.equal(true);
  });
});

describe("the push queue", () => {
  it("was empty since no proxy left it and istiod is idle", () => {
    expect(stillMs(after([reading(0), reading(249)]))).to.equal(-Infinity);
    expect(stillMs(after([reading(0), reading(30), reading(280)]))).to.equal(30);
  });

  it("may hold proxies while istiod makes config", () => {
    const at = (ms: number, cpuSeconds: number) => reading(ms, { cpuSeconds, slowestSendMs: 400 });
    expect(stillMs(after([at(0, 1), at(300, 1.05)]))).to.equal(0);
    expect(stillMs(after([at(0, 1), at(300, 1.2)]))).to.equal(-Infinity);
  });

  it("was empty though istiod is busy, after longer than any push to a proxy took", () => {
    const at = (ms: number, cpuSeconds: number) => reading(ms, { cpuSeconds, slowestSendMs: 400 });
    expect(stillMs(after([at(0, 1), at(399, 2)]))).to.equal(-Infinity);
    expect(stillMs(after([at(0, 1), at(400, 2)]))).to.equal(0);
  });

  it("is passed when as many proxies left it as are connected, each with time to be queued again and served", () => {
    const at = (ms: number, dequeued: number) => reading(ms, { changes: ms, dequeued });
    // Ten proxies, and some that are just connecting.
    const readings = [at(0, 50), at(250, 60), at(500, 75), at(600, 77)];
    expect(passedMs(after(readings), 10)).to.equal(-Infinity);
    expect(passedMs(after([...readings, at(849, 99)]), 10)).to.equal(-250);
    expect(passedMs(after([...readings, at(850, 99)]), 10)).to.equal(0);
  });
});
