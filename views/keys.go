package views

import "strings"

// KeyAction is something that a key does at the desk. Each has a button that does the same and that shows
// the key.
type KeyAction struct {
	ID    string // its words are below keys.
	Usual string // the key without a choice of the person: one character, letters in lower case
	Page  string // "review", "queue" or "" for both
	Group string // its words are below keys.group.
}

// keyActions lists every action that has a key, in the order in which people read them.
//
// The left hand decides, the digits answer; what turns the picture lies on the signs beside the letters. No
// letter means one thing on one page and something that decides on another.
var keyActions = []KeyAction{
	{"yes", "1", "review", "answer"}, {"no", "2", "review", "answer"}, {"na", "3", "review", "answer"},
	{"rest", "y", "review", "answer"}, {"down", "j", "review", "answer"}, {"up", "k", "review", "answer"},
	{"reason", "f", "review", "answer"},
	{"approve", "a", "review", "decide"}, {"reject", "r", "review", "decide"}, {"resubmit", "s", "review", "decide"},
	{"escalate", "e", "review", "decide"}, {"undo", "u", "", "decide"}, {"claim", "c", "review", "decide"},
	{"give-back", "g", "review", "decide"}, {"note", "n", "review", "decide"}, {"phrases", "w", "review", "decide"}, {"mark", "p", "review", "decide"},
	{"give-on", "o", "review", "decide"}, {"comments", "m", "review", "decide"}, {"answer-question", ",", "review", "decide"},
	{"next", "n", "queue", "decide"},
	{"fit", "0", "review", "look"}, {"fill", "8", "review", "look"}, {"native", "9", "review", "look"}, {"in", "+", "review", "look"}, {"out", "-", "review", "look"},
	{"left", "[", "review", "look"}, {"right", "]", "review", "look"}, {"alone", "z", "review", "look"},
	{"stack", "t", "review", "look"}, {"link", "v", "review", "look"}, {"follow", "d", "review", "look"},
	{"loupe", "l", "review", "look"}, {"light", "b", "review", "look"}, {"invert", "i", "review", "look"}, {"grey", "h", "review", "look"},
	{"full", "x", "review", "look"}, {"flicker", ".", "review", "look"}, {"reset", "q", "review", "look"},
	{"select", "x", "queue", "several"}, {"select-all", "*", "queue", "several"}, {"bar", "b", "queue", "several"},
	{"search", "/", "", "go"}, {"help", "?", "", "go"},
}

// KeyActions is a copy of the list, for the page on which people choose their own keys.
func KeyActions() []KeyAction { return append([]KeyAction(nil), keyActions...) }

// Keys are a person's choice: which keys differ from the usual ones, and whether there are any.
type Keys struct {
	Off bool              `json:"off,omitempty"`
	Own map[string]string `json:"own,omitempty"` // action → key
}

// Key is the key of an action; empty when keys are off.
func (k Keys) Key(action string) string {
	if k.Off {
		return ""
	}
	if own, ok := k.Own[action]; ok {
		return own
	}
	for _, a := range keyActions {
		if a.ID == action {
			return a.Usual
		}
	}
	return ""
}

// Key is the key of an action for the person who reads the page; empty when he has none.
func (p Page) Key(action string) string { return p.Keys.Key(action) }

// KeyCap is the key as it is printed on a button.
func (p Page) KeyCap(action string) string { return strings.ToUpper(p.Key(action)) }

// CheckKeys says what is wrong with a person's choice: action → id of the words below keys.wrong. A key is
// one character that a keyboard has, and on one page it means one thing.
func CheckKeys(own map[string]string) map[string]string {
	wrong := map[string]string{}
	chosen := Keys{Own: own}
	for i, a := range keyActions {
		key := chosen.Key(a.ID)
		if len(key) != 1 || key[0] <= ' ' || key[0] > '~' || key != strings.ToLower(key) {
			wrong[a.ID] = "character"
			continue
		}
		for _, b := range keyActions[:i] {
			if (a.Page == b.Page || a.Page == "" || b.Page == "") && chosen.Key(b.ID) == key {
				wrong[a.ID] = "taken"
			}
		}
	}
	return wrong
}

// keyGroups are the groups of actions that a page has, for the map of its keys.
func (p Page) keyGroups(page string) []KeyGroup {
	var out []KeyGroup
	for _, a := range keyActions {
		if a.Page != page && a.Page != "" {
			continue
		}
		if n := len(out); n == 0 || out[n-1].ID != a.Group {
			out = append(out, KeyGroup{ID: a.Group})
		}
		g := &out[len(out)-1]
		g.Actions = append(g.Actions, a)
	}
	return out
}

// KeyGroup is a part of the map of keys.
type KeyGroup struct {
	ID      string
	Actions []KeyAction
}
