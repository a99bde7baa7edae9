package org.effigy.dicom;

import org.effigy.dicom.deid.ScrubSamplesContract;

/**
 * Everything the DICOM wall promises that depends on the codec behind it: the one suite that each codec must pass. A new
 * codec extends this class in its own tests, and {@link DicomFuzzContract} beside it; this module's test-jar has both.
 *
 * <p>Its parts, each about one promise, form a chain of classes: reading, writing, broken files, deflated ones, sample files, conversion,
 * planted identifiers, scrubbed samples. Nested classes would be nicer, but Surefire does not count inherited ones.
 */
public abstract class DicomWallContract extends ScrubSamplesContract {}
