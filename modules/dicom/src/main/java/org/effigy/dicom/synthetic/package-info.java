/**
 * Headers for images that no patient was imaged for: conformant objects built from nothing, never from a real header.
 *
 * <p>Read first: {@link org.effigy.dicom.synthetic.SyntheticObject} and {@link
 * org.effigy.dicom.synthetic.SyntheticIdentity}. Each image is its own invented patient, study and series: independent
 * images must not pass for the slices of a volume. Every object says what it is in SyntheticData (0008,001C),
 * ContributingEquipmentSequence (109100, DCM, "Synthesizing Equipment"), ImageType and DerivationDescription. Never put
 * here: anything that reads a real header.
 */
package org.effigy.dicom.synthetic;
