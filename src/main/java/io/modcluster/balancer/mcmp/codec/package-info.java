/** The words of MCMP: bytes to messages and typed refusals, answers to text; pure, so that every rule is a table in a test. */
@NullMarked
package io.modcluster.balancer.mcmp.codec;

import org.jspecify.annotations.NullMarked;
