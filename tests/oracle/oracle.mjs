#!/usr/bin/env node
// Answers cases, one line of JSON each, as an independent evaluator of AWS policies does: README.md.
//
//     node oracle.mjs [folder of the installed simulator] < cases.ndjson > answers.ndjson
//
// A line that is not a case ends it: that is a fault of whoever asks.

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { simulator } from './simulate.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../../target/oracle', import.meta.url));
const ask = await simulator(folder);

let number = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  number += 1;
  if (!process.stdout.write(`${JSON.stringify(answer(line))}\n`)) await once(process.stdout, 'drain');
}

function answer(line) {
  try {
    return ask(JSON.parse(line));
  } catch (error) {
    throw new Error(`line ${number} is not a case`, { cause: error });
  }
}
