import { absent, sets } from './conditions.mjs';
import { layers } from './layers.mjs';
import { operators } from './operators.mjs';
import { logic, variables } from './statements.mjs';

/** All traps, by topic. */
export const traps = { logic, absent, sets, operators, variables, layers };
