#!/usr/bin/env node
// How often the oracle is right about the traps of traps/, or about the case files of a folder. Ends with 1 where it is wrong.
//
//     node measure.mjs [--raw] [--modules=<folder of the installed simulator>] [<folder of case files>]
//     node measure.mjs --lines
//
// With --raw the simulator answers also what it is known to get wrong: what has a new version mended? With --lines the
// traps are printed as oracle.mjs reads them, for another evaluator.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { simulator } from './simulate.mjs';
import { traps } from './traps/index.mjs';

const {
  values: options,
  positionals: [folder],
} = parseArgs({
  allowPositionals: true,
  options: { raw: { type: 'boolean' }, lines: { type: 'boolean' }, modules: { type: 'string' } },
});

if (options.lines) {
  for (const trap of Object.values(traps).flat()) console.log(JSON.stringify(trap));
} else {
  const modules = options.modules ?? fileURLToPath(new URL('../../target/oracle', import.meta.url));
  const ask = await simulator(modules, { raw: options.raw });
  for (const [topic, cases] of Object.entries(folder ? { 'case files': files(folder) } : traps))
    report(topic, cases, ask);
}

/** One case each, as oracle.mjs takes them. What cannot be proved is not for an oracle that always answers. */
function files(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return file.cases
        .filter((one) => one.expect !== 'cannot_prove')
        .map((one) => ({ ...file, about: `${name}: ${one.why}`, cases: [one] }));
    });
}

function report(topic, cases, ask) {
  const count = { right: 0, wrong: 0, unsupported: 0 };
  for (const one of cases) {
    const { answer, detail, why } = ask(one);
    const [{ expect }] = one.cases;
    const verdict = answer === expect ? 'right' : answer === 'unsupported' ? 'unsupported' : 'wrong';
    count[verdict] += 1;
    if (verdict === 'wrong') console.log(`  ${one.about}: ${answer}, not ${expect} ${JSON.stringify(detail)}`);
    if (verdict === 'unsupported') console.log(`  ${one.about}: unsupported: ${why}`);
  }
  console.log(
    `${topic}: ${count.right} right, ${count.wrong} wrong, ${count.unsupported} unsupported of ${cases.length}`,
  );
  if (count.wrong > 0) process.exitCode = 1;
}
