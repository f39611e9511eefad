package imaging

import (
	"slices"
	"strings"
)

// editors are beginnings of what programs that change pictures call themselves in
// Exif's Software, with the maker's name where it comes first. Cameras and phones
// write the version of their own software there.
var editors = []string{
	"adobe ", "photoshop", "lightroom", "gimp", "snapseed", "picsart", "paint.net", "affinity", "pixelmator", "canva",
	"facetune", "meitu", "beautyplus", "krita", "coreldraw", "corel ", "paintshop", "acdsee", "irfanview", "xnview",
	"photoscape", "windows photo editor", "pixlr", "photopea", "inkscape", "faceapp", "remini", "ibispaint", "microsoft paint", "clip studio",
}

// EditedBy is the program that changed the picture, if the file names one that is made
// for that. It is a hint and no proof: a name is easily written and easily removed, and
// most who use such a program only turn or cut a picture.
func (f Facts) EditedBy() string {
	name := strings.ToLower(f.Software)
	if slices.ContainsFunc(editors, func(e string) bool { return strings.HasPrefix(name, e) }) {
		return f.Software
	}
	return ""
}
