import {
  to = kfm_zone.quarantine
  id = "quarantine:soils-quarantine"
}

import {
  to = kfm_zone.registry
  id = "registry:soils-registry"
}
