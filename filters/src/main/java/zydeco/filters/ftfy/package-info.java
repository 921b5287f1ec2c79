/**
 * Text mended as ftfy 6.3.1 does with the settings of datatrove's FTFYFormatter and NeMo Curator's
 * UnicodeReformatter: what was read by a wrong charset, HTML entities, control characters.
 */
package zydeco.filters.ftfy;
