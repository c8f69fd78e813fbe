# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the names of controls: each has one, and it says what can be read on the control.

What has words on it is named by these words, so that who speaks to the window
can say what is seen. What has a picture only is in the list below.
"""

import re

import nodes

# What a user can act on, or must be able to tell from others.
CONTROLS = {'button', 'push button', 'toggle button', 'check box', 'radio button', 'switch', 'entry', 'text',
            'editable text', 'password text', 'list item', 'combo box', 'slider', 'spin button', 'link', 'dialog',
            'frame', 'alert', 'page tab', 'tree item', 'table row', 'scroll bar'}
# GTK 4.18 tells the bus no names of a menu's items; they are always its labels.
# A scroll bar is its view's.
UNNAMED = {'menu item', 'radio menu item', 'check menu item', 'scroll bar'}
# The controls without words: icons, texts to write in, and rows with parts of their own.
PICTURES = re.compile('|'.join((
    # the frame
    'New Prompt|New Chat|Main Menu|Prompt Menu|Chat Menu|Back|Close( the window)?|Minimize( the window)?|Maximize( the window)?',
    r'Search in This Chat \(Ctrl\+F\)|To the End|Attach Pictures or Texts|Copy|Answer Again|Edit|More Actions|Message',
    'Text of the message|Text of the prompt|System prompt',
    r'Previous Branch \(Alt\+Page Up\)|Next Branch \(Alt\+Page Down\)|Wrap Long Lines|Copy Code',
    r'Undo \(Ctrl\+Z\)|Redo \(Ctrl\+Shift\+Z\)|History \(Ctrl\+H\)|Close History',
    # the viewer
    r'Back to the Library \(Escape\)|(Leave )?Full Screen \(F11\)|Picture Menu|(Previous|Next) \(Page (Up|Down)\)',
    r'Smaller \(−\)|Larger \(\+\)|Play \(Space\)|Swap \(X\)|Boundary between the pictures|Prompt of A with the changes of B',
    r'\d+ pictures? of revision \d+',
    # the pictures of a sheet
    r'Steps \d+, Seed \d+',
    # the library
    r'Bring In Pictures|Library Menu|Details \(Ctrl\+I\)|Size of the pictures|Save This Search…|Filter|Order|Remove the Filter .*',
    r'Stop|[1-5] Stars? \([1-5]\)|No Rating \(0\)|Vary in a Sheet…|Copy Prompt|Move to Trash \(Delete\)|Restore|Tags|Square|Portrait|Landscape|Wide|Add Reference Pictures…',
    # the review
    'Previous Change|Next Change|Inline|Side by Side',
    # dialogs
    'Copy Details|Dismiss',
    'Default model: .*|Offer .*',
    'Change Budget|Show Password|Hide Password|Ask the Provider for Its Models',
    'Target model or style|Context as JSON|Title',
    'Search prompts|Search models|Search the log|Search .*',
    'Prompt|Instruction|Negative prompt|Review of the changes|Prompt as it is|Prompt with what you take|Prompt with the answer so far',
    r'Revision \d+ to \d+',
)))


def name_of(node):
    return nodes.plain(node.name).strip()


def words_on(node):
    """The words that can be read on a control: its labels, without those of controls inside it."""
    words = []
    for child in node.children:
        if child.role == 'label':
            words.append(nodes.plain(child.text or child.name).strip())
        # What opens out of a button does not stand on it.
        elif child.role not in CONTROLS and child.role != 'menu':
            words += words_on(child)
    return [word for word in words if word]


def faults(windows):
    """What is wrong with the names of the controls in @windows."""
    found = []
    for window in windows:
        for node in window.see().walk():
            fault = node.role in CONTROLS and node.role not in UNNAMED and fault_of(node)
            if fault:
                found.append(fault)
    return found


def fault_of(node):
    role, name = node.role, name_of(node)
    # A message that passes is its text.
    if role == 'alert' and not name and words_on(node):
        return None
    # What a list that drops down shows of itself is read with its title.
    if role == 'list item' and control_above(node) == 'combo box':
        return None
    if not name:
        return f'a {role} without a name in {path_of(node)}, with the words {words_on(node)}'
    # The rows of a chat paint their words themselves, a picture has a star and a number for "2 stars".
    if role in ('frame', 'dialog', 'alert') or \
            role == 'list item' and node.parent is not None and name_of(node.parent) in ('Messages', 'Pictures'):
        return None
    words = words_on(node)
    heard = f'{name} {nodes.plain(node.description)}'.casefold()
    if words and words[0].casefold() not in heard:
        return f'{role} “{name}” reads “{words[0]}”'
    if not words and not PICTURES.fullmatch(name) and not is_one_of_two(node, name) and not is_titled(node, name):
        return f'{role} “{name}” has no words and is not in the list'
    return None


def control_above(node):
    """The role of the control that @node is in."""
    above = node.parent
    while above is not None and above.role not in CONTROLS:
        above = above.parent
    return above.role if above is not None else ''


def is_one_of_two(node, name):
    """A menu button and the button in it, a row and its switch: one thing, twice on the bus."""
    above = node.parent
    while above is not None and above.role not in CONTROLS:
        above = above.parent
    if above is not None and name_of(above) == name:
        return True
    return any(below.role in CONTROLS and name_of(below) == name for below in list(node.walk())[1:])


def is_titled(node, name):
    """A text in a row, named by the title that can be read on the row."""
    above = node.parent
    while above is not None and above.role not in CONTROLS:
        above = above.parent
    return node.role in ('text', 'password text', 'entry', 'spin button') and above is not None \
        and name in words_on(above)


def path_of(node):
    """Where a nameless thing is: the named ones above it."""
    names = []
    while node is not None and len(names) < 3:
        if node.name:
            names.append(str(node))
        node = node.parent
    return ' in '.join(names) or 'the window'
