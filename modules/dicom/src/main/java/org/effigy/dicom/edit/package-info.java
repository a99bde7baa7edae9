/**
 * Real images of which a part is made anew: their stored values and what those mean, both ways, and the de-identified object that
 * holds the changed ones.
 *
 * <p>Read first: {@link org.effigy.dicom.edit.EditableImage} and {@link org.effigy.dicom.edit.EditedObject}. Such an object is marked
 * synthetic, for nothing in it may pass for a finding, and says that it was edited from a real image: it depicts a patient. Never put
 * here: what decides on the new pixels.
 */
package org.effigy.dicom.edit;
