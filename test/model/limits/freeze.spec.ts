import { expect } from "chai";
import { freezeProblems, isIn } from "../../../model/limits/freeze";
import type { FreezeWindow } from "../../../model/limits/spec";
import { isTimeZone } from "../../../model/limits/wall-time";

const at = (iso: string) => new Date(iso);

describe("a time in which the stack must not change", () => {
  const office: FreezeWindow = { days: ["mon", "fri"], from: "09:00", to: "17:30" };

  it("begins at its first minute and ends before its last one", () => {
    // 27 November 2026 is a Friday.
    expect(isIn(office, at("2026-11-27T08:59:59Z"))).to.equal(false);
    expect(isIn(office, at("2026-11-27T09:00:00Z"))).to.equal(true);
    expect(isIn(office, at("2026-11-27T17:29:59Z"))).to.equal(true);
    expect(isIn(office, at("2026-11-27T17:30:00Z"))).to.equal(false);
  });

  it("is on its days alone, and on every day without days", () => {
    expect(isIn(office, at("2026-11-26T12:00:00Z"))).to.equal(false);
    expect(isIn({ from: "09:00", to: "17:30" }, at("2026-11-26T12:00:00Z"))).to.equal(true);
  });

  it("goes on past midnight where it ends before it begins", () => {
    const night: FreezeWindow = { days: ["fri"], from: "22:00", to: "06:00" };
    expect(isIn(night, at("2026-11-27T23:00:00Z"))).to.equal(true);
    expect(isIn(night, at("2026-11-28T05:59:00Z"))).to.equal(true);
    expect(isIn(night, at("2026-11-28T06:00:00Z"))).to.equal(false);
    expect(isIn(night, at("2026-11-27T05:00:00Z"))).to.equal(false);
    // From Sunday to Monday the list of days begins anew.
    expect(isIn({ ...night, days: ["sun"] }, at("2026-11-30T01:00:00Z"))).to.equal(true);
  });

  it("lasts the whole day without times", () => {
    const saturday: FreezeWindow = { days: ["sat"] };
    expect(isIn(saturday, at("2026-11-27T23:59:59Z"))).to.equal(false);
    expect(isIn(saturday, at("2026-11-28T00:00:00Z"))).to.equal(true);
    expect(isIn(saturday, at("2026-11-28T23:59:59Z"))).to.equal(true);
    expect(isIn(saturday, at("2026-11-29T00:00:00Z"))).to.equal(false);
  });

  it("goes by the clocks of its zone, in winter and in summer", () => {
    const berlin: FreezeWindow = { from: "18:00", to: "20:00", zone: "Europe/Berlin" };
    expect(isIn(berlin, at("2026-01-15T17:00:00Z"))).to.equal(true);
    expect(isIn(berlin, at("2026-01-15T16:59:00Z"))).to.equal(false);
    expect(isIn(berlin, at("2026-07-15T16:00:00Z"))).to.equal(true);
    expect(isIn(berlin, at("2026-07-15T18:00:00Z"))).to.equal(false);
    // The day is another one there, too.
    expect(isIn({ days: ["sat"], zone: "Asia/Tokyo" }, at("2026-11-27T16:00:00Z"))).to.equal(true);
  });

  it("counts an hour twice that clocks repeat, and never one that they skip", () => {
    const small: FreezeWindow = { from: "02:00", to: "03:00", zone: "Europe/Berlin" };
    // Clocks went from 03:00 back to 02:00 on 25 October 2026, at 01:00 UTC.
    for (const time of ["00:00", "00:59", "01:00", "01:59"])
      expect(isIn(small, at(`2026-10-25T${time}:00Z`)), time).to.equal(true);
    expect(isIn(small, at("2026-10-25T02:00:00Z"))).to.equal(false);
    // And from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC.
    for (const time of ["00:59", "01:00", "01:59"])
      expect(isIn(small, at(`2026-03-29T${time}:00Z`)), time).to.equal(false);
  });

  it("has the zones that the database of time zones names", () => {
    for (const zone of ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
      expect(isTimeZone(zone), zone).to.equal(true);
    for (const zone of ["Berlin", "Europe/Atlantis", ""])
      expect(isTimeZone(zone), zone).to.equal(false);
  });

  it("is told with code, path, what is allowed and a fix", () => {
    const freeze = [office, { ...office, zone: "Europe/Berlin", why: "Nobody is on call" }];
    expect(
      freezeProblems({ freeze }, at("2026-11-27T08:30:00Z"), ["gray-release:limits", "freeze"]),
    ).to.deep.equal([
      {
        code: "GR408",
        path: "gray-release:limits.freeze[1]",
        given: "an update on fri at 09:30 in Europe/Berlin (Nobody is on call)",
        allowed:
          "updates outside of this time: from 09:00 on mon, fri to 17:30, Europe/Berlin; inside it only a return to the stable version",
        fix: "wait until fri at 17:30 in Europe/Berlin, or take this time out of limits.freeze with a change that others review",
      },
    ]);
  });

  it("is told with its end, whichever day that is, or without one where it has none", () => {
    const fix = (window: FreezeWindow, iso: string) =>
      freezeProblems({ freeze: [window] }, at(iso), [])[0]?.fix.split(", or take")[0];
    const night: FreezeWindow = { days: ["fri"], from: "18:00", to: "08:00" };
    expect(fix(night, "2026-11-27T19:00:00Z")).to.equal("wait until sat at 08:00 in UTC");
    expect(fix(night, "2026-11-28T07:00:00Z")).to.equal("wait until sat at 08:00 in UTC");
    const weekend: FreezeWindow = { days: ["fri", "sat", "sun"], zone: "Europe/Berlin" };
    expect(fix(weekend, "2026-11-27T12:00:00Z")).to.equal(
      "wait until mon at 00:00 in Europe/Berlin",
    );
    const daily: FreezeWindow = { days: ["fri", "sat"], from: "09:00", to: "09:00" };
    expect(fix(daily, "2026-11-28T08:00:00Z")).to.equal("wait until sun at 09:00 in UTC");
    expect(fix({}, "2026-11-27T12:00:00Z")).to.match(/^take this time out of limits.freeze/);
  });
});
