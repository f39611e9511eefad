package views

import (
	"strconv"
	"strings"
)

// placeOf says where to look for an item.
func placeOf(i ItemLine) string {
	if i.Where != "" {
		return i.Where
	}
	return strings.Join(i.Sides, " · ")
}

func boolWord(b bool) string { return strconv.FormatBool(b) }
