package compare

import (
	"slices"
	"strings"
)

// PersonTerm is the term under which somebody is known again by name and birth date (ISO): the same for the
// same name in another order, script width or variant of its characters. It is empty if one of the two is
// missing or no date.
func PersonTerm(name, birth string) string {
	words := strings.Fields(searchName(name, false))
	date, err := ParseDate(birth)
	if err != nil || len(words) == 0 {
		return ""
	}
	slices.Sort(words)
	return strings.Join(words, " ") + "|" + date.String()
}

// HomeTerm is the term under which a home is known again: the address without the prefecture, and the room. It
// is empty if there is no address.
func HomeTerm(address, room string) string {
	local := text(withoutPrefecture(searchAddress(address)))
	if local == "" {
		return ""
	}
	return local + "|" + FoldRoom(room)
}
