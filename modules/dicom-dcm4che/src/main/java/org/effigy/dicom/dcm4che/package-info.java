/**
 * dcm4che behind the DICOM wall: what {@link org.effigy.dicom.DicomCodec} promises, done by dcm4che-core.
 *
 * <p>Read first: {@link org.effigy.dicom.dcm4che.Dcm4cheCodec} and {@code GuardedInput}. dcm4che parses the heads of
 * elements, knows the VRs, follows sequences and encodings, and writes; the guard around it keeps the wall's limits and
 * refuses what the built-in codec refuses. Never put here: what an attribute means, pixel decoding, and dcm4che's types in
 * anything public.
 */
package org.effigy.dicom.dcm4che;
