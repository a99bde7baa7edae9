/**
 * De-identification by PS3.15, annex E: the Basic Application Level Confidentiality Profile with its options, default deny.
 *
 * <p>Read first: {@link org.effigy.dicom.deid.Deidentifier} and {@link org.effigy.dicom.deid.DeidOptions}. The order of
 * decisions for each attribute, at every depth:
 *
 * <ol>
 *   <li>Groups below 0008, group lengths and private attributes are removed (private: but for a few numbers under Retain
 *       Safe Private).
 *   <li>An attribute of table E.1-1 (resource confidentiality-profile.tsv, made by
 *       scripts/make-confidentiality-profile.py) is treated as a chosen option says, modified dates before anything else,
 *       then keep before clean; without one, as the basic profile says. Where that leaves a choice: references keep their
 *       items with new UIDs (X/Z/U*); objects that may need a value (enhanced images, PET) get a dummy, all others an
 *       empty value, or none where the choice is between none and a dummy. A sequence with action D alone is removed.
 *   <li>An attribute of the resource kept-attributes.tsv is kept if its value is what the table says: a number, a defined
 *       term, a code of a well-known scheme. This list is ours; it holds what images and their objects need.
 *   <li>Anything else is removed.
 * </ol>
 *
 * <p>New UIDs, patient pseudonyms and date shifts are HMAC-SHA256 of the original under the user's key. File
 * meta and preamble are made anew.
 *
 * <p>Binary values are never passed on as they are. Compressed frames are written anew, in their transfer syntax, from what
 * decoding them uses: no comments, application data, unused tables, boxes, gaps, or bytes behind coded data. Bits outside of
 * BitsStored and HighBit are cleared whatever other attributes say; offset tables are made anew; look-up tables are cut to
 * their descriptors, palettes in segments written out. What cannot be decoded or cleared so is refused. What is left are
 * values themselves: whoever can change pixels or coefficients can hide bits in them.
 *
 * <p>Clean Pixel Data is done as {@link org.effigy.dicom.deid.PixelPolicy} says: areas that a rule of the user's names and,
 * if so wished, writing that is found are painted black; the file says so. Stacks of head slices are refused unless allowed:
 * nothing here removes a face, so Clean Recognizable Visual Features is not offered.
 *
 * <p>Limits: other pixels are not changed; who allows burned-in annotation must have looked. Never put here: rules of one
 * institution.
 */
package org.effigy.dicom.deid;
