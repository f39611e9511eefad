package views

import (
	"strconv"
	"strings"
)

// keyLine is a line of the map of keys.
type keyLine struct {
	Keys []string
	Word string // below keys.
}

// keysOf lists the keys of a page. public/desk.js and public/desk-review.js listen to them.
func keysOf(page string) []keyLine {
	if page == "queue" {
		return []keyLine{{[]string{"N"}, "next"}, {[]string{"/"}, "search"}, {[]string{"↓", "↑"}, "rows"}, {[]string{"U"}, "undo"}, {[]string{"?"}, "help"}}
	}
	return []keyLine{
		{[]string{"1", "2", "3"}, "answer"}, {[]string{"↓", "↑"}, "items"},
		{[]string{"A"}, "approve"}, {[]string{"R"}, "reject"}, {[]string{"S"}, "resubmit"}, {[]string{"E"}, "escalate"},
		{[]string{"U"}, "undo"}, {[]string{"C"}, "claim"}, {[]string{"G"}, "give-back"}, {[]string{"N"}, "note"}, {[]string{"Esc"}, "leave"},
		{[]string{"Z"}, "alone"}, {[]string{"+", "−", "0"}, "zoom"}, {[]string{"[", "]"}, "turn"}, {[]string{"?"}, "help"},
	}
}

// placeOf says where to look for an item.
func placeOf(i ItemLine) string {
	if i.Where != "" {
		return i.Where
	}
	return strings.Join(i.Sides, " · ")
}

func boolWord(b bool) string { return strconv.FormatBool(b) }

func lower(s string) string { return strings.ToLower(s) }
