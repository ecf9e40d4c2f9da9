# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options by which every module gets to its account and to the service; the twin of C(SHARED_SPEC)."""

from __future__ import annotations


class ModuleDocFragment:
    """Which account, and how the service is reached. The options of an element of O(accounts) are those beside it."""

    DOCUMENTATION = r"""
requirements:
  - aliyun-python-sdk-core >= 2.14.0
  - aliyun-python-sdk-vpc >= 3.0.26
  - jmespath >= 0.10.0
options:
  accounts:
    description:
      - The accounts to work in. Each entry of the task names its account, and the accounts work side by side.
      - With it the options of an account beside it have no effect, whoever sets them, C(module_defaults) included.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name by which entries and results mention the account.
        type: str
        required: true
      access_key_id:
        description:
          - The access key of the account to work in, with O(access_key_secret).
          - Without it the credential comes from O(profile), else from the environment, and always as a whole set from
            one place. The variables are E(ALIBABA_CLOUD_ACCESS_KEY_ID), E(ALIBABA_CLOUD_ACCESS_KEY_SECRET) and
            E(ALIBABA_CLOUD_SECURITY_TOKEN), or the same with the prefix C(ALIBABACLOUD_) or C(ALICLOUD_).
          - Where the environment has no key, E(ALIBABA_CLOUD_OIDC_PROVIDER_ARN), E(ALIBABA_CLOUD_ECS_METADATA),
            E(ALIBABA_CLOUD_CREDENTIALS_URI) or E(ALIBABA_CLOUD_PROFILE) is used, in this order, with what belongs to
            it.
        type: str
      access_key_secret:
        description:
          - The secret of O(access_key_id).
        type: str
      security_token:
        description:
          - The token of a temporary O(access_key_id).
        type: str
      profile:
        description:
          - The name of a profile of Alibaba Cloud's command line, of one of the modes C(AK), C(StsToken),
            C(RamRoleArn), C(ChainableRamRoleArn), C(EcsRamRole), C(OIDC) and C(CredentialsURI).
        type: str
      config_file:
        description:
          - The file in which O(profile) is looked up.
        type: path
        default: ~/.aliyun/config.json
      role_arn:
        description:
          - A role (V(acs:ram::1231579085529123:role/peering)) that is assumed with the credential; the task then works
            in the role's account.
          - With a key from the environment, E(ALIBABA_CLOUD_ROLE_ARN) is assumed first, when it is set.
        type: str
      role_session_name:
        description:
          - The name of the session of O(role_arn), which the account's audit trail shows. The default is V(aliops-vpc).
        type: str
      role_session_duration:
        description:
          - The duration of the session of O(role_arn) in seconds, at least 900. The default is 3600.
        type: int
      role_external_id:
        description:
          - The external id that the trust policy of O(role_arn) asks for.
        type: str
      role_policy:
        description:
          - A RAM policy that narrows what the session of O(role_arn) may do.
        type: json
      account_id:
        description:
          - The id of the account that the credential must belong to. It is compared before anything is written.
        type: str
      region:
        description:
          - The region of all entries that do not name one.
          - Without it, E(ALIBABA_CLOUD_REGION_ID), E(ALIBABA_CLOUD_REGION) or E(ALICLOUD_REGION) is used.
        type: str
      endpoint:
        description:
          - The address of the VPC service, instead of the region's public one, which comes from the SDK's table.
          - It is a host with or without a port, and is reached over HTTPS unless it begins with V(http://). C({region})
            in it stands for the region. No redirect is followed.
        type: str
      sts_endpoint:
        description:
          - The address of the STS service. The default is O(endpoint) when that is given, else the public one.
        type: str
      ca_bundle:
        description:
          - A file of certificates to trust instead of the usual ones. Without it, E(ALIBABA_CLOUD_CA_BUNDLE) is used.
        type: path
      connect_timeout:
        description:
          - The maximum number of seconds to connect.
        type: int
        default: 5
      read_timeout:
        description:
          - The maximum number of seconds to wait for a response.
        type: int
        default: 30
      threads:
        description:
          - The maximum number of simultaneous calls.
        type: int
        default: 8

  access_key_id:
    description:
      - The access key of the account to work in, with O(access_key_secret).
      - Without it the credential comes from O(profile), else from the environment, and always as a whole set from one
        place. The variables are E(ALIBABA_CLOUD_ACCESS_KEY_ID), E(ALIBABA_CLOUD_ACCESS_KEY_SECRET) and
        E(ALIBABA_CLOUD_SECURITY_TOKEN), or the same with the prefix C(ALIBABACLOUD_) or C(ALICLOUD_).
      - Where the environment has no key, E(ALIBABA_CLOUD_OIDC_PROVIDER_ARN), E(ALIBABA_CLOUD_ECS_METADATA),
        E(ALIBABA_CLOUD_CREDENTIALS_URI) or E(ALIBABA_CLOUD_PROFILE) is used, in this order, with what belongs to it.
    type: str
  access_key_secret:
    description:
      - The secret of O(access_key_id).
    type: str
  security_token:
    description:
      - The token of a temporary O(access_key_id).
    type: str
  profile:
    description:
      - The name of a profile of Alibaba Cloud's command line, of one of the modes C(AK), C(StsToken), C(RamRoleArn),
        C(ChainableRamRoleArn), C(EcsRamRole), C(OIDC) and C(CredentialsURI).
    type: str
  config_file:
    description:
      - The file in which O(profile) is looked up.
    type: path
    default: ~/.aliyun/config.json
  role_arn:
    description:
      - A role (V(acs:ram::1231579085529123:role/peering)) that is assumed with the credential; the task then works in
        the role's account.
      - With a key from the environment, E(ALIBABA_CLOUD_ROLE_ARN) is assumed first, when it is set.
    type: str
  role_session_name:
    description:
      - The name of the session of O(role_arn), which the account's audit trail shows. The default is V(aliops-vpc).
    type: str
  role_session_duration:
    description:
      - The duration of the session of O(role_arn) in seconds, at least 900. The default is 3600.
    type: int
  role_external_id:
    description:
      - The external id that the trust policy of O(role_arn) asks for.
    type: str
  role_policy:
    description:
      - A RAM policy that narrows what the session of O(role_arn) may do.
    type: json
  account_id:
    description:
      - The id of the account that the credential must belong to. It is compared before anything is written.
    type: str
  region:
    description:
      - The region of all entries that do not name one.
      - Without it, E(ALIBABA_CLOUD_REGION_ID), E(ALIBABA_CLOUD_REGION) or E(ALICLOUD_REGION) is used.
    type: str
  endpoint:
    description:
      - The address of the VPC service, instead of the region's public one, which comes from the SDK's table.
      - It is a host with or without a port, and is reached over HTTPS unless it begins with V(http://). C({region}) in
        it stands for the region. No redirect is followed.
    type: str
  sts_endpoint:
    description:
      - The address of the STS service. The default is O(endpoint) when that is given, else the public one.
    type: str
  ca_bundle:
    description:
      - A file of certificates to trust instead of the usual ones. Without it, E(ALIBABA_CLOUD_CA_BUNDLE) is used.
    type: path
  connect_timeout:
    description:
      - The maximum number of seconds to connect.
    type: int
    default: 5
  read_timeout:
    description:
      - The maximum number of seconds to wait for a response.
    type: int
    default: 30
  threads:
    description:
      - The maximum number of simultaneous calls.
    type: int
    default: 8
  trace:
    description:
      - A file to which each API call of the task is appended as a line of JSON, with the fields of the response and
        their types, and without keys, secrets, tokens and signatures. It is created with the mode V(0600).
      - A relative path begins where Ansible was started. On another host the file is written there.
      - Without it, E(ALIOPS_VPC_TRACE) is used.
    type: path
"""
