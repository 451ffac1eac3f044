// The style of a page: light and dark, wide and narrow, on paper. It names no font and no address.

/** As it stands in the file; its hash is part of the policy of the page. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2430;--quiet:#525c69;--paper:#fff;--card:#f4f6f8;--edge:#c9d0d8;--link:#0b57b0;
--good:#0f6b3a;--bad:#a8201a;--run:#0b57b0;--wait:#7a4b00;
--c0:#0b57b0;--c1:#b3400a;--c2:#0f6b3a;--c3:#7a2f9c;--c4:#7a5b00;--c5:#9c1f5f}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--quiet:#a9b3c0;--paper:#12161c;--card:#1b212a;--edge:#3a4452;--link:#8cbcff;
--good:#6fd39b;--bad:#ff9d94;--run:#8cbcff;--wait:#f0c064;
--c0:#8cbcff;--c1:#ffab7a;--c2:#6fd39b;--c3:#d9a5f5;--c4:#f0c064;--c5:#ff9ccb}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main,#stale:not(:empty){max-width:58rem;margin:0 auto;padding:1rem}
main:focus{outline:none}
h1{font-size:1.35rem;line-height:1.35;margin:.3rem 0 0}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--edge);padding-bottom:.2rem}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
p{margin:.3rem 0}
.head{border-left:.4rem solid var(--run);background:var(--card);padding:.8rem 1rem;border-radius:.3rem}
.head.good{border-color:var(--good)}.head.bad{border-color:var(--bad)}.head.waiting{border-color:var(--wait)}.head.plan{border-color:var(--quiet)}
.of,.quiet,.when,.tick,footer{color:var(--quiet);font-size:.875rem}
.state{font-weight:700;color:var(--run)}
.good .state{color:var(--good)}.bad .state{color:var(--bad)}.waiting .state{color:var(--wait)}.plan .state{color:var(--quiet)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:.8rem 1.5rem;margin:0}
.facts div:has(dd:nth-of-type(4)){grid-column:1/-1}
dt{font-weight:700}dd{margin:0}
ul.commands,ul.legend,ol.decisions{list-style:none;padding:0;margin:0}
.commands li{margin:.4rem 0}
code{background:var(--card);border:1px solid var(--edge);border-radius:.2rem;padding:.1rem .35rem;font-size:.9em}
details{margin:.4rem 0}summary{cursor:pointer;padding:.2rem 0;font-weight:600}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem;background:var(--paper);color:var(--link);padding:.5rem}
.skip:focus{left:.5rem;top:.5rem}
.hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.warn{color:var(--bad);font-weight:600}
#stale:empty{display:none}
.steps{padding-left:2.2rem;margin:.2rem 0}.steps li{margin:.35rem 0;padding-left:.3rem}
.steps li.now{background:var(--card);outline:2px solid var(--run);border-radius:.2rem}
.steps li.stopped{background:var(--card);outline:2px solid var(--bad);border-radius:.2rem}
.standing{font-weight:700}.done .standing,.gate.pass .standing{color:var(--good)}.now .standing{color:var(--run)}
.stopped .standing,.gate.fail .standing{color:var(--bad)}.gate.hold .standing{color:var(--wait)}
.icon{width:.85em;height:.85em;fill:none;stroke:currentColor;stroke-width:2;vertical-align:-.05em}.verdict{white-space:nowrap}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:1rem 0 0}a{color:var(--link)}
.move{font-variant-numeric:tabular-nums}
.flows{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1rem}
figure{margin:.5rem 0}figcaption{font-weight:600;margin-top:.6rem}
svg text{fill:currentColor;font-size:13px}svg .tick{fill:var(--quiet);font-size:12px}svg .share{font-weight:700}
.flow{width:100%;max-width:24rem;height:auto}
.chart{width:100%;height:auto}.chart.narrow{display:none}
.grid{stroke:var(--edge)}.mark{stroke:var(--ink);stroke-dasharray:2 3}
.line,.way{fill:none;stroke:var(--c)}.line{stroke-width:2}.way.none{stroke-dasharray:3 4}
.dot{fill:var(--c)}.dot.hollow{fill:var(--paper);stroke:var(--c);stroke-width:1.5}
.s0{--c:var(--c0)}.s1{--c:var(--c1)}.s2{--c:var(--c2)}.s3{--c:var(--c3)}.s4{--c:var(--c4)}.s5{--c:var(--c5)}
.s1 .line{stroke-dasharray:7 3}.s2 .line{stroke-dasharray:2 3}.s3 .line{stroke-dasharray:9 3 2 3}.s4 .line{stroke-dasharray:12 4}.s5 .line{stroke-dasharray:4 4}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.875rem}.legend svg{vertical-align:-2px;margin-right:.3rem}
.scroll{overflow-x:auto;margin:.4rem 0}
table{border-collapse:collapse;font-size:.875rem;overflow-wrap:normal}
caption{text-align:left;font-weight:600;padding:.2rem 0}
th,td{border-bottom:1px solid var(--edge);padding:.25rem .9rem .25rem 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}
th[scope=row]{font-weight:600}
details caption{display:none}
.decisions li{border-left:3px solid var(--edge);padding:.1rem 0 .1rem .8rem;margin:.5rem 0}
.decisions .failed,.decisions .aborted,.decisions .undone{border-color:var(--bad)}.decisions .done{border-color:var(--good)}
.decisions time,.by{color:var(--quiet);font-size:.875rem}
footer{margin-top:2rem;border-top:1px solid var(--edge)}
@media (max-width:34rem){.chart.wide{display:none}.chart.narrow{display:block}main{padding:.6rem}h1{font-size:1.15rem}}
@media print{.skip,.commands{display:none}.chart.wide{display:block}.chart.narrow{display:none}.scroll{overflow:visible}
details::details-content{content-visibility:visible;height:auto}figure,li,tr{break-inside:avoid}body{font-size:12px}}
`;
