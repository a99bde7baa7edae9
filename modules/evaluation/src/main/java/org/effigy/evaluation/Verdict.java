package org.effigy.evaluation;

/**
 * What was looked for, with what power, and what was found. It never says "private".
 *
 * @param subject {@code images} or {@code weights}: what is to be handed out
 * @param outcome {@code found}, {@code nothing found} or {@code not measurable}
 * @param lookedFor in a sentence
 * @param power what the search would have found, and with what probability
 * @param found in a sentence
 */
public record Verdict(String subject, String outcome, String lookedFor, String power, String found) {}
