package views

import "encoding/json"

// ParseKeys reads a person's choice as String wrote it; what cannot be read is no choice.
func ParseKeys(s string) Keys {
	var k Keys
	if s == "" || json.Unmarshal([]byte(s), &k) != nil || len(CheckKeys(k.Own)) > 0 {
		return Keys{}
	}
	return k
}

// String is the form in which the choice is kept: only what differs from the usual keys, and nothing where
// nothing does.
func (k Keys) String() string {
	own := map[string]string{}
	for _, a := range keyActions {
		if key, ok := k.Own[a.ID]; ok && key != a.Usual {
			own[a.ID] = key
		}
	}
	if len(own) == 0 && !k.Off {
		return ""
	}
	b, _ := json.Marshal(Keys{Off: k.Off, Own: own}) // strings cannot fail
	return string(b)
}

// KeysModel is the page on which a person chooses the keys.
type KeysModel struct {
	Page
	Off    bool
	Groups []KeyChoices
	Wrong  bool
}

// KeyChoices are the keys of a group of actions.
type KeyChoices struct {
	Word    string
	Choices []KeyChoice
}

// KeyChoice is an action with the key as it was typed.
type KeyChoice struct {
	Action, Word, Key, Usual, Wrong string
}

// NewKeysModel shows a choice, and what is wrong with it by action.
func NewKeysModel(page Page, typed Keys, wrong map[string]string) KeysModel {
	m := KeysModel{Page: page, Off: typed.Off, Wrong: len(wrong) > 0}
	typed.Off = false
	for _, group := range []string{"answer", "decide", "look", "several", "go"} {
		g := KeyChoices{Word: page.T("keys.group." + group)}
		for _, a := range keyActions {
			if a.Group != group {
				continue
			}
			c := KeyChoice{Action: a.ID, Word: page.T("keys." + a.ID), Key: typed.Key(a.ID), Usual: a.Usual}
			if id := wrong[a.ID]; id != "" {
				c.Wrong = page.T("keys.wrong." + id)
			}
			g.Choices = append(g.Choices, c)
		}
		m.Groups = append(m.Groups, g)
	}
	return m
}
